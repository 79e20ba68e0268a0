//===- HalideDialect.h - Kernels and their schedules --------------------===//

#ifndef CNNC_DIALECTS_HALIDE_HALIDEDIALECT_H
#define CNNC_DIALECTS_HALIDE_HALIDEDIALECT_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::halide {
class YieldOp;
}

#include "dialects/Halide/HalideDialect.h.inc"
#include "dialects/Halide/HalideEnums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Halide/HalideTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Halide/HalideAttributes.h.inc"
#define GET_OP_CLASSES
#include "dialects/Halide/HalideOps.h.inc"

#endif
