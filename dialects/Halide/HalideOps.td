//===- HalideOps.td - All operations of the halide dialect, for TableGen ===//

include "dialects/Halide/KernelOps.td"
include "dialects/Halide/ScheduleOps.td"
include "dialects/Halide/BufferOps.td"
