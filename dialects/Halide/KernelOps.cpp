//===- KernelOps.cpp - Kernels and launches -----------------------------===//

#include "dialects/Halide/HalideDialect.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;
using namespace cnnc::halide;

void KernelOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  Block *body = new Block;
  state.addRegion()->push_back(body);
  for (Type input : type.getInputs())
    body->addArgument(input, state.location);
  state.addRegion();
}

YieldOp KernelOp::getYield() { return cast<YieldOp>(getAlgorithm().front().getTerminator()); }

/// @name(%x: type, ...) -> (types) attributes {...} algorithm {...} schedule {...}
ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> results;
  if (parser.parseSymbolName(name, getSymNameAttrName(result.name), result.attributes) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren, /*allowType=*/true))
    return failure();
  if (succeeded(parser.parseOptionalArrow())) {
    if (succeeded(parser.parseOptionalLParen())) {
      if (parser.parseTypeList(results) || parser.parseRParen())
        return failure();
    } else if (parser.parseType(results.emplace_back())) {
      return failure();
    }
  }
  SmallVector<Type> inputs =
      llvm::map_to_vector(arguments, [](const OpAsmParser::Argument &argument) { return argument.type; });
  result.addAttribute(getFunctionTypeAttrName(result.name),
                      TypeAttr::get(parser.getBuilder().getFunctionType(inputs, results)));
  Region *algorithm = result.addRegion(), *schedule = result.addRegion();
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes) || parser.parseKeyword("algorithm") ||
      parser.parseRegion(*algorithm, arguments))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("schedule")))
    return parser.parseRegion(*schedule);
  return success();
}

void KernelOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printSymbolName(getSymName());
  printer << '(';
  llvm::interleaveComma(getAlgorithm().getArguments(), printer,
                        [&](BlockArgument argument) { printer.printRegionArgument(argument); });
  printer << ')';
  printer.printOptionalArrowTypeList(getFunctionType().getResults());
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(), {getSymNameAttrName(), getFunctionTypeAttrName()});
  printer << " algorithm ";
  printer.printRegion(getAlgorithm(), /*printEntryBlockArgs=*/false);
  if (!getSchedule().empty()) {
    printer << " schedule ";
    printer.printRegion(getSchedule(), /*printEntryBlockArgs=*/false);
  }
}

LogicalResult KernelOp::verify() {
  Block &body = getAlgorithm().front();
  if (body.empty() || !isa<YieldOp>(body.back()))
    return emitOpError("expects its algorithm to end with halide.yield");
  if (body.getArgumentTypes() != TypeRange(getFunctionType().getInputs()))
    return emitOpError("expects the algorithm's arguments to be the kernel's inputs");
  if (getYield().getOperandTypes() != TypeRange(getFunctionType().getResults()))
    return getYield().emitOpError("expects (") << getFunctionType().getResults() << "), the results of @"
                                               << getSymName() << ", found (" << getYield().getOperandTypes() << ")";
  for (Operation &op : body.without_terminator())
    if (!isa<cnn::CNNDialect>(op.getDialect()))
      return op.emitOpError("expects to be an operation of the cnn dialect inside an algorithm");
  if (getSchedule().empty())
    return success();
  if (!getSchedule().hasOneBlock() || getSchedule().getNumArguments() > 0)
    return emitOpError("expects a schedule of one block without arguments");
  for (Operation &op : getSchedule().front())
    if (!op.hasTrait<Directive>())
      return op.emitOpError("expects to be a directive of the halide dialect inside a schedule");
  return success();
}

/// Halide counts elements in 32 bits.
static LogicalResult verifyTensor(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (tensor && tensor.hasStaticShape()) {
    uint64_t elements = 1;
    for (int64_t extent : tensor.getShape())
      elements = llvm::SaturatingMultiply(elements, static_cast<uint64_t>(extent));
    if (elements <= std::numeric_limits<int32_t>::max())
      return success();
  }
  return emitError(value.getLoc()) << "a kernel expects tensors of fixed shape with less than 2^31 elements, found "
                                   << value.getType();
}

LogicalResult KernelOp::verifyRegions() {
  Block &body = getAlgorithm().front();
  for (Value argument : body.getArguments())
    if (failed(verifyTensor(argument)))
      return failure();
  for (Operation &op : body)
    for (Value result : op.getResults())
      if (failed(verifyTensor(result)))
        return failure();
  return getSchedule().empty() ? success() : verifySchedule(getSchedule().front());
}

/// The type of `parts` tensors one after another; null for several scalars.
static Type getWholeType(Type part, int64_t parts) {
  auto tensor = cast<RankedTensorType>(part);
  if (parts == 1)
    return part;
  if (tensor.getRank() == 0)
    return nullptr;
  SmallVector<int64_t> shape(tensor.getShape());
  shape.front() *= parts;
  return tensor.clone(shape);
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &tables) {
  auto kernel = tables.lookupNearestSymbolFrom<KernelOp>(*this, getKernelAttr());
  if (!kernel)
    return emitOpError("expects the name of a halide.kernel, found ") << getKernelAttr();
  FunctionType type = kernel.getFunctionType();
  int64_t parts = getParts();
  auto areInputs = [&](auto types) {
    Type found = std::get<0>(types), wanted = std::get<1>(types);
    return found == wanted || (parts > 1 && found == getWholeType(wanted, parts));
  };
  auto areResults = [&](auto types) { return std::get<0>(types) == getWholeType(std::get<1>(types), parts); };
  if (getInputs().size() != type.getNumInputs() || getNumResults() != type.getNumResults() ||
      !llvm::all_of(llvm::zip(getInputs().getTypes(), type.getInputs()), areInputs) ||
      !llvm::all_of(llvm::zip(getResultTypes(), type.getResults()), areResults))
    return emitOpError("expects ") << type << ", the type of " << getKernelAttr()
                                   << (parts > 1 ? ", for each part" : "") << ", found "
                                   << FunctionType::get(getContext(), getInputs().getTypes(), getResultTypes());
  return success();
}
