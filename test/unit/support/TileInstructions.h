//===- TileInstructions.h - The instructions of AMX -------------*- C++ -*-===//
//
// What each instruction does is as in Intel's Software Developer's Manual, volume 2; the products of bf16 too, to the
// last bit, unless they are to be quick: the first and the second of all pairs are summed apart, and denormals are
// zero.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_TILEINSTRUCTIONS_H
#define CNNC_TEST_UNIT_SUPPORT_TILEINSTRUCTIONS_H

#include <cstdint>

namespace cnnc::test {

/// The general registers, in the order of their numbers.
using Registers = int64_t[16];

/// Behind an instruction of AMX at `code`; null if there is another one.
const uint8_t *getTileInstructionEnd(const uint8_t *code);

/// Of products of bf16: as AMX does it, or in the order of AVX512-BF16's instruction, by that, in half the time. The
/// last bits of the sums differ. On a processor that lacks it both are the same.
enum class Summation { Exact, Quick };

/// Executes an instruction of AMX in this thread's tiles. False for what a processor would refuse.
bool executeTileInstruction(const Registers &registers, const uint8_t *code, Summation summation);

} // namespace cnnc::test

#endif
