//===- HalideDialect.h - Kernels and their schedules --------------------===//

#ifndef CNNC_DIALECTS_HALIDE_HALIDEDIALECT_H
#define CNNC_DIALECTS_HALIDE_HALIDEDIALECT_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::halide {
class YieldOp;

/// What may stand in a schedule.
template <typename ConcreteType> class Directive : public mlir::OpTrait::TraitBase<ConcreteType, Directive> {};

/// What the directives of a schedule may say together; each by itself is verified as usual.
mlir::LogicalResult verifySchedule(mlir::Block &schedule);

/// Suggests names for handles in text: %conv2d, %conv2d_update, %y, %n_y.
void nameHandles(mlir::Operation *directive, mlir::OpAsmSetValueNameFn setName);
} // namespace cnnc::halide

#include "dialects/Halide/HalideDialect.h.inc"
#include "dialects/Halide/HalideEnums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Halide/HalideTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Halide/HalideAttributes.h.inc"
#define GET_OP_CLASSES
#include "dialects/Halide/HalideOps.h.inc"

#endif
