//===- HalideDialect.cpp - Registration of the halide dialect -----------===//

#include "dialects/Halide/HalideDialect.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::halide;

#include "dialects/Halide/HalideDialect.cpp.inc"
#include "dialects/Halide/HalideEnums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Halide/HalideTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Halide/HalideAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/Halide/HalideOps.cpp.inc"

void HalideDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Halide/HalideOps.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Halide/HalideTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Halide/HalideAttributes.cpp.inc"
      >();
}
