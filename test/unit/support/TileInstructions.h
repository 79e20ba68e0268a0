//===- TileInstructions.h - The instructions of AMX -------------*- C++ -*-===//
//
// What each instruction does is as in Intel's Software Developer's Manual, volume 2; the products of bf16 too, to the
// last bit: the first and the second of all pairs are summed apart, and denormals are zero.
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

/// Executes an instruction of AMX in this thread's tiles. False for what a processor would refuse.
bool executeTileInstruction(const Registers &registers, const uint8_t *code);

} // namespace cnnc::test

#endif
