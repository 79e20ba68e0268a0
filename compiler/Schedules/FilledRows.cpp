//===- FilledRows.cpp - Images with zeros around their rows -------------===//

#include "compiler/Schedules/FilledRows.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

Value scheduleFilledRows(ScheduleBuilder &builder, StringRef name, int64_t columns, bool sharesRows) {
  Value filled = builder.stage(name);
  // The zeros reach as far as tiles do, which is a vector at least.
  builder.vectorize(builder.split(builder.loop(filled, "x"), builder.target.vectorFloats).inner);
  Value rows = builder.update(filled);
  auto [lanes, blocks] = builder.vectorizeLoop(rows, "rx", columns, Tail::GuardWithIf);
  // All channels of a vector while its memory is in the cache, where they lie innermost.
  Value y = builder.loop(rows, "y");
  builder.reorder({lanes, builder.loop(rows, "c"), blocks, y, builder.loop(rows, "n")});
  if (sharesRows) {
    builder.parallel(builder.loop(filled, "y"));
    builder.parallel(y);
  }
  return filled;
}

} // namespace cnnc
