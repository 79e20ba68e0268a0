//===- FloatParts.cpp - A float32 as a sum of bf16 ------------------------===//

#include "compiler/Kernels/Definitions/FloatParts.h"

#include "compiler/Kernels/Definition.h"

using Halide::Expr;

static Expr toBits(Expr value) { return Halide::reinterpret<uint32_t>(value); }
static Expr toFloat(Expr bits) { return Halide::reinterpret<float>(bits); }
/// That of bf16 in a float32's bits.
static Expr takeUpperHalf(Expr bits) { return bits & Expr(0xffff0000u); }

/// To the nearest bf16, of two the even one. Bits that are not a number stay so: a carry would make them one.
static Expr roundToBF16(Expr value) {
  Expr bits = toBits(value);
  Expr rounded = takeUpperHalf(bits + Expr(0x7fffu) + ((bits >> 16) & Expr(1u)));
  return toFloat(Halide::select((bits & Expr(0x7fffffffu)) > Expr(0x7f800000u), Expr(0x7fc00000u), rounded));
}

std::vector<Expr> cnnc::splitFloat(Expr value, int count) {
  std::vector<Expr> parts;
  for (int part = 0; part < count; ++part) {
    parts.push_back(roundToBF16(value));
    value = Halide::strict_float(value - parts.back());
  }
  return parts;
}

Expr cnnc::packPair(Expr first, Expr second) {
  return toFloat((toBits(first) >> 16) | takeUpperHalf(toBits(second)));
}

Expr cnnc::packChannels(Expr word, Expr block, int parts, int channels, const std::function<Expr(Expr)> &read) {
  const int pairs = cnn::tilePairs, blocked = cnn::tileChannels;
  auto split = [&](Expr channel) {
    Expr value = read(clampIndex(channel, channels));
    if (channels % blocked != 0)
      value = Halide::select(channel < channels, value, 0.0f);
    return splitFloat(value, parts);
  };
  Expr first = block * blocked + word % pairs;
  std::vector<Expr> low = split(first), high = split(first + pairs), words;
  for (int part = 0; part < parts; ++part)
    words.push_back(packPair(low[part], high[part]));
  return parts == 1 ? words.front() : Halide::mux(word / pairs, words);
}
