//===- TileInstructions.cpp - The instructions of AMX ---------------------===//

#include "TileInstructions.h"

#include <algorithm>
#include <cstring>
#include <immintrin.h>

namespace cnnc::test {
namespace {

template <typename T>
T readAs(const uint8_t *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

struct Tile {
  alignas(64) uint8_t bytes[16][64];
  alignas(64) float even[16][16], odd[16][16]; ///< the first and the second of its pairs
  bool isSplit;                                ///< into those
};
struct Shape {
  int rows, rowBytes;
};
struct State {
  Shape shapes[8];
  Tile tiles[8];
};
thread_local State state __attribute__((tls_model("initial-exec")));

/// The operands of an instruction: a register, and a register or memory.
struct Operands {
  int reg, rm;
  bool isMemory = false; ///< or else the register `rm`
  uint8_t *address = nullptr;
  int64_t index = 0; ///< scaled: the distance between rows, or part of the address
  const uint8_t *end; ///< of their encoding

  /// Reads ModRM, SIB and displacement at `code`; the numbers are 8 where the prefix extends a register. Memory
  /// relative to the next instruction is not known (`end` is null).
  Operands(const Registers &registers, const uint8_t *code, int indexHigh, int baseHigh) {
    int mode = *code >> 6, low = *code & 7;
    reg = *code >> 3 & 7, rm = low;
    end = code + 1;
    isMemory = mode != 3;
    if (!isMemory)
      return;
    bool hasBase = true;
    if (low == 4) {
      int scale = *end >> 6, number = (*end >> 3 & 7) | indexHigh;
      low = *end++ & 7;
      hasBase = !(mode == 0 && low == 5);
      if (number != 4)
        index = registers[number] << scale;
    } else if (mode == 0 && low == 5) {
      end = nullptr;
      return;
    }
    int64_t place = hasBase ? registers[low | baseHigh] : 0;
    if (mode == 1)
      place += static_cast<int8_t>(*end++);
    else if (mode == 2 || !hasBase)
      place += readAs<int32_t>(end), end += 4;
    address = reinterpret_cast<uint8_t *>(place);
  }
};

// What a processor would refuse they refuse: false.

/// Palette 1: eight tiles of at most 16 rows of 64 bytes, or no such tile. All else of the 64 bytes is zero.
bool configure(const uint8_t *memory) {
  auto isZero = [&](int first, int end) {
    return std::all_of(memory + first, memory + end, [](uint8_t byte) { return byte == 0; });
  };
  if (memory[0] != 1 || !isZero(1, 16) || !isZero(32, 48) || !isZero(56, 64))
    return false;
  std::memset(&state, 0, sizeof(state));
  for (int tile = 0; tile < 8; ++tile) {
    Shape shape{memory[48 + tile], readAs<uint16_t>(memory + 16 + 2 * tile)};
    if (shape.rows > 16 || shape.rowBytes > 64 || (shape.rows == 0) != (shape.rowBytes == 0))
      return false;
    state.shapes[tile] = shape;
  }
  return true;
}

void zero(Tile &tile) {
  std::memset(tile.bytes, 0, sizeof(tile.bytes));
  tile.isSplit = false;
}

bool load(int tile, const uint8_t *memory, int64_t stride) {
  if (state.shapes[tile].rows == 0)
    return false;
  zero(state.tiles[tile]);
  for (int row = 0; row < state.shapes[tile].rows; ++row)
    std::memcpy(state.tiles[tile].bytes[row], memory + row * stride, state.shapes[tile].rowBytes);
  return true;
}

bool store(int tile, uint8_t *memory, int64_t stride) {
  if (state.shapes[tile].rows == 0)
    return false;
  for (int row = 0; row < state.shapes[tile].rows; ++row)
    std::memcpy(memory + row * stride, state.tiles[tile].bytes[row], state.shapes[tile].rowBytes);
  return true;
}

__attribute__((target("avx512f"))) const Tile &split(Tile &tile) {
  for (int row = 0; row < 16 && !tile.isSplit; ++row) {
    __m512i pairs = _mm512_load_si512(tile.bytes[row]);
    _mm512_store_si512(tile.even[row], _mm512_slli_epi32(pairs, 16));
    _mm512_store_si512(tile.odd[row], _mm512_and_si512(pairs, _mm512_set1_epi32(static_cast<int>(0xffff0000))));
  }
  tile.isSplit = true;
  return tile;
}

__mmask16 getLanes(const Shape &result) { return static_cast<__mmask16>((1u << result.rowBytes / 4) - 1); }

__attribute__((target("avx512f"))) void addRow(Tile &sums, int row, __m512 products, __mmask16 lanes) {
  uint8_t *bytes = sums.bytes[row];
  _mm512_mask_store_ps(bytes, lanes, _mm512_add_ps(_mm512_load_ps(bytes), products));
}

__attribute__((target("avx512f"))) void addProducts(Tile &sums, const Shape &result, Tile &a, Tile &b, int pairs) {
  constexpr int denormalsAreZero = 0x8040;
  _mm_setcsr(_mm_getcsr() | denormalsAreZero);
  const Tile &left = split(a), &right = split(b);
  constexpr int rowsAtOnce = 8; // which are as many chains of sums as the processor needs
  for (int first = 0; first < result.rows; first += rowsAtOnce) {
    __m512 even[rowsAtOnce] = {}, odd[rowsAtOnce] = {};
    for (int k = 0; k < pairs; ++k) {
      __m512 rightEven = _mm512_load_ps(right.even[k]), rightOdd = _mm512_load_ps(right.odd[k]);
      for (int m = 0; m < rowsAtOnce; ++m) {
        even[m] = _mm512_fmadd_ps(_mm512_set1_ps(left.even[first + m][k]), rightEven, even[m]);
        odd[m] = _mm512_fmadd_ps(_mm512_set1_ps(left.odd[first + m][k]), rightOdd, odd[m]);
      }
    }
    for (int m = 0; m < rowsAtOnce && first + m < result.rows; ++m)
      addRow(sums, first + m, _mm512_add_ps(even[m], odd[m]), getLanes(result));
  }
}

/// A pair's two products by one instruction, which adds them to one sum.
__attribute__((target("avx512f,avx512bf16"))) void addProductsQuickly(Tile &sums, const Shape &result, Tile &a,
                                                                       Tile &b, int pairs) {
  constexpr int rows = 16;
  __m512 products[rows] = {};
  for (int k = 0; k < pairs; ++k) {
    auto right = reinterpret_cast<__m512bh>(_mm512_load_si512(b.bytes[k]));
    for (int m = 0; m < rows; ++m) {
      auto left = reinterpret_cast<__m512bh>(_mm512_set1_epi32(readAs<int32_t>(a.bytes[m] + 4 * k)));
      products[m] = _mm512_dpbf16_ps(products[m], right, left);
    }
  }
#pragma clang loop unroll(full) // or the sums would be in memory
  for (int m = 0; m < rows; ++m)
    if (m < result.rows)
      addRow(sums, m, products[m], getLanes(result));
}

/// TDPBF16PS: sums[m][n] += a[m][2k] * b[k][2n] + a[m][2k + 1] * b[k][2n + 1]
bool multiply(int sums, int a, int b, Summation summation) {
  const Shape &first = state.shapes[a], &second = state.shapes[b], &result = state.shapes[sums];
  if (first.rows == 0 || first.rows != result.rows || second.rowBytes != result.rowBytes ||
      second.rows != first.rowBytes / 4 || sums == a || sums == b || a == b)
    return false;
  static const bool hasProductsOfPairs = __builtin_cpu_supports("avx512bf16");
  bool isQuick = summation == Summation::Quick && hasProductsOfPairs;
  (isQuick ? addProductsQuickly : addProducts)(state.tiles[sums], result, state.tiles[a], state.tiles[b], second.rows);
  state.tiles[sums].isSplit = false;
  return true;
}

Operands getOperands(const Registers &registers, const uint8_t *code) {
  return {registers, code + 4, code[1] & 0x40 ? 0 : 8, code[1] & 0x20 ? 0 : 8};
}

} // namespace

// A three-byte VEX prefix, opcode map 0F38, the opcode, ModRM.

const uint8_t *getTileInstructionEnd(const uint8_t *code) {
  bool isTileInstruction =
      code[0] == 0xC4 && (code[1] & 0x1F) == 2 && (code[3] == 0x49 || code[3] == 0x4B || code[3] == 0x5C);
  return isTileInstruction ? getOperands(Registers{}, code).end : nullptr;
}

bool executeTileInstruction(const Registers &registers, const uint8_t *code, Summation summation) {
  enum Prefix { None, P66, PF3, PF2 };
  Operands at = getOperands(registers, code);
  int prefix = code[2] & 3, opcode = code[3], third = ~(code[2] >> 3) & 15;
  auto is = [&](Prefix wantedPrefix, int wantedOpcode) { return prefix == wantedPrefix && opcode == wantedOpcode; };
  if (is(None, 0x49) && at.isMemory)
    return configure(at.address + at.index);
  if (is(PF2, 0x4B) || is(P66, 0x4B))
    return load(at.reg, at.address, at.index);
  if (is(PF3, 0x4B))
    return store(at.reg, at.address, at.index);
  if (is(PF3, 0x5C))
    return multiply(at.reg, at.rm, third, summation);
  if (is(None, 0x49)) // TILERELEASE
    std::memset(&state, 0, sizeof(state));
  else if (is(PF2, 0x49) && state.shapes[at.reg].rows > 0) // TILEZERO
    zero(state.tiles[at.reg]);
  else
    return false;
  return true;
}

} // namespace cnnc::test
