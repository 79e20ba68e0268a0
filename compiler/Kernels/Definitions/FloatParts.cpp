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

/// The same in three operations instead of seven (T. J. Dekker, A floating-point technique for extending the available
/// precision, 1971): value * 2^16 and more lets value's lower 16 bits fall off. That is not a number where the product
/// is infinite. Denormals may keep some lower bits.
static Expr takeLeadingBits(Expr value) {
  Expr shifted = Halide::strict_float(value * 65537.0f);
  return Halide::strict_float(shifted - Halide::strict_float(shifted - value));
}

/// The first `count` parts of a float32, each a float32 that is a bf16 in its upper half. One part alone has bf16's
/// whole range; of several the second would be infinity minus itself in any case.
static std::vector<Expr> splitFloat(Expr value, int count) {
  std::vector<Expr> parts;
  for (int part = 0; part < count; ++part) {
    parts.push_back(count == 1 ? roundToBF16(value) : takeLeadingBits(value));
    value = Halide::strict_float(value - parts.back());
  }
  return parts;
}

Expr cnnc::packPair(Expr first, Expr second, Expr part, int parts) {
  std::vector<Expr> low = splitFloat(first, parts), high = splitFloat(second, parts), words;
  for (int i = 0; i < parts; ++i)
    words.push_back(toFloat((toBits(low[i]) >> 16) | takeUpperHalf(toBits(high[i]))));
  return parts == 1 ? words.front() : Halide::mux(part, words);
}

/// Vector by vector, so that what is read still lies side by side for Halide.
static Expr clampChannel(Expr channel, int channels) {
  int vector = static_cast<int>(cnnc::cnn::getVectorChannels(channels));
  return cnnc::clampIndex(channel / vector, channels / vector) * vector + channel % vector;
}

Expr cnnc::readChannel(Expr channel, int channels, const std::function<Expr(Expr)> &read) {
  if (channels % cnn::tileChannels == 0)
    return read(channel);
  return Halide::select(channel < channels, read(clampChannel(channel, channels)), 0.0f);
}

Expr cnnc::packChannels(Expr word, Expr block, int parts, int channels, const std::function<Expr(Expr)> &read) {
  const int pairs = cnn::tilePairs, blocked = cnn::tileChannels;
  Expr first = block * blocked + word % pairs;
  return packPair(readChannel(first, channels, read), readChannel(first + pairs, channels, read), word / pairs, parts);
}

Expr cnnc::joinParts(Expr isSecond, int parts, const std::function<Expr(int)> &read) {
  Expr sum;
  // The smallest first, which the others would round away.
  for (int part = parts - 1; part >= 0; --part) {
    Expr bits = toBits(read(part)), value = toFloat(Halide::select(isSecond, takeUpperHalf(bits), bits << 16));
    sum = sum.defined() ? value + sum : value;
  }
  return sum;
}
