//===- ImageChunk.h - The images that a weight gradient sums in one go --===//

#ifndef CNNC_COMPILER_SCHEDULES_IMAGECHUNK_H
#define CNNC_COMPILER_SCHEDULES_IMAGECHUNK_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// How many images a weight gradient sums in one chunk: a divisor of their number, at most `mostImages` unless the
/// sums of all chunks, of `storedBytes` each, would take too much memory.
int64_t chooseImageChunk(ScheduleBuilder &builder, int64_t images, int64_t mostImages, int64_t storedBytes);

} // namespace cnnc

#endif
