//===- FilledRows.h - Images with zeros around their rows ---------------===//

#ifndef CNNC_COMPILER_SCHEDULES_FILLEDROWS_H
#define CNNC_COMPILER_SCHEDULES_FILLEDROWS_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// Vectors along the rows that are written into zeros, and threads that share them; the stage is returned and not
/// placed.
mlir::Value scheduleFilledRows(ScheduleBuilder &builder, llvm::StringRef name, int64_t columns,
                               bool sharesRows = false);

} // namespace cnnc

#endif
