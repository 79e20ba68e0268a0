//===- BufferOps.cpp - Programs: kernel calls on planned memory ---------===//

#include "dialects/Halide/HalideDialect.h"

using namespace mlir;
using namespace cnnc::halide;

Block::BlockArgListType ProgramOp::getInputs() { return getBody().getArguments().take_front(getInputNames().size()); }
Block::BlockArgListType ProgramOp::getOutputs() { return getBody().getArguments().drop_front(getInputNames().size()); }

int64_t ProgramOp::getBatch() {
  if (getInputs().empty())
    return 1;
  auto type = cast<MemRefType>(getInputs().front().getType());
  return type.getRank() > 0 ? type.getDimSize(0) : 1;
}

LogicalResult ProgramOp::verify() {
  size_t names = getInputNames().size() + getOutputNames().size();
  if (getBody().getNumArguments() != names)
    return emitOpError("expects ") << names << " arguments, one for each name, found " << getBody().getNumArguments();
  for (Type type : getBody().getArgumentTypes())
    if (auto buffer = dyn_cast<MemRefType>(type); !buffer || !buffer.hasStaticShape())
      return emitOpError("expects memrefs of fixed shape as arguments, found ") << type;
  for (Operation &op : getBody().front())
    if (!isa<SliceOp, ParameterOp, CallOp, RepeatOp>(op))
      return op.emitOpError("expects a program of slices, parameters, calls and repeats of calls");
  return success();
}

LogicalResult RepeatOp::verify() {
  if (getBody().getNumArguments() != 0)
    return emitOpError("expects a body without arguments");
  for (Operation &op : getBody().front())
    if (!isa<PartOp, CallOp>(op))
      return op.emitOpError("expects a body of parts and calls");
  return success();
}

LogicalResult PartOp::verify() {
  auto whole = cast<MemRefType>(getWhole().getType()), part = cast<MemRefType>(getPart().getType());
  int64_t count = cast<RepeatOp>((*this)->getParentOp()).getCount();
  if (whole.getRank() > 0 && part.getRank() == whole.getRank() && part.getElementType() == whole.getElementType() &&
      part.getDimSize(0) * count == whole.getDimSize(0) &&
      part.getShape().drop_front() == whole.getShape().drop_front())
    return success();
  return emitOpError("expects one of ") << count << " equal parts of the first dimension of " << whole << ", found "
                                        << part;
}
