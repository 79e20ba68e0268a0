//===- TileOperands.h - Packing of operands for tiles -----------*- C++ -*-===//

#ifndef CNNC_COMPILER_SCHEDULES_TILEOPERANDS_H
#define CNNC_COMPILER_SCHEDULES_TILEOPERANDS_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// Vectorises a stage of words, of `parts` for each pair of summed elements, along these or, where memory has others
/// side by side, along loop `name` of so many iterations. An element's parts are written out, as they follow from one
/// another. Gives the loop over blocks of 32 summed elements.
mlir::Value scheduleWords(ScheduleBuilder &builder, mlir::Value stage, int64_t parts);
mlir::Value scheduleWords(ScheduleBuilder &builder, mlir::Value stage, int64_t parts, llvm::StringRef name,
                          int64_t extent);

} // namespace cnnc

#endif
