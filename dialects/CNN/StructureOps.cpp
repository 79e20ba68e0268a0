//===- StructureOps.cpp - Networks and parameters -----------------------===//

#include "dialects/CNN/CNNOps.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace cnnc::cnn;

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

/// No tensor is empty: nothing could follow from it, and a batch of no images has no parts.
static LogicalResult expectElements(Operation *op, Type type) {
  if (llvm::is_contained(cast<ShapedType>(type).getShape(), 0))
    return op->emitOpError("expects positive extents, found ") << type;
  return success();
}

LogicalResult ParameterOp::verify() {
  if (failed(expectElements(*this, getType())))
    return failure();
  if (isa<InitializerAttrInterface>(getInitializer()) || isDerived())
    return success();
  auto values = dyn_cast<ElementsAttr>(getInitializer());
  if (!values)
    return emitOpError("expects an initialiser such as #cnn.he_normal<seed = 1> or dense<...>, found ")
           << getInitializer();
  auto type = cast<RankedTensorType>(getType());
  if (values.getShapedType().getShape() != type.getShape() ||
      values.getElementType() != type.getElementType())
    return emitOpError("expects initial values of type ") << type << ", found " << values.getShapedType();
  return success();
}

/// Checks that `symbol` is a parameter whose type is `type` but for the layout.
static LogicalResult verifyUse(Operation *op, FlatSymbolRefAttr symbol, Type type, SymbolTableCollection &tables) {
  auto parameter = tables.lookupNearestSymbolFrom<ParameterOp>(op, symbol);
  if (!parameter)
    return op->emitOpError("expects the name of a cnn.parameter, found ") << symbol;
  if (!haveSameShapes({parameter.getType()}, {type}))
    return op->emitOpError("expects ") << parameter.getType() << ", the type of parameter " << symbol
                                       << ", found " << type;
  return success();
}

LogicalResult ReadOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyUse(*this, getParameterAttr(), getValue().getType(), tables);
}
LogicalResult WriteOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyUse(*this, getParameterAttr(), getValue().getType(), tables);
}

//===----------------------------------------------------------------------===//
// Networks
//===----------------------------------------------------------------------===//

void NetworkOp::build(OpBuilder &builder, OperationState &state, StringRef name, FunctionType type) {
  state.addAttribute(getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(getFunctionTypeAttrName(state.name), TypeAttr::get(type));
  Block *body = new Block;
  state.addRegion()->push_back(body);
  for (Type input : type.getInputs())
    body->addArgument(input, state.location);
}

ParseResult NetworkOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildFunctionType = [](Builder &builder, ArrayRef<Type> arguments, ArrayRef<Type> results,
                              function_interface_impl::VariadicFlag,
                              std::string &) { return builder.getFunctionType(arguments, results); };
  return function_interface_impl::parseFunctionOp(parser, result, /*allowVariadic=*/false,
                                                  getFunctionTypeAttrName(result.name), buildFunctionType,
                                                  getArgAttrsAttrName(result.name),
                                                  getResAttrsAttrName(result.name));
}

void NetworkOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  if (std::optional<StringRef> visibility = getSymVisibility())
    printer << *visibility << ' ';
  printer.printSymbolName(getSymName());
  function_interface_impl::printFunctionSignature(printer, *this, getArgumentTypes(), /*isVariadic=*/false,
                                                  getResultTypes());
  SmallVector<StringRef> elided{getFunctionTypeAttrName(), getArgAttrsAttrName(), getResAttrsAttrName(),
                                getSymVisibilityAttrName()};
  if (getEntry() == Entry::Infer)
    elided.push_back(getEntryAttrName());
  function_interface_impl::printFunctionAttributes(printer, *this, elided);
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

LogicalResult NetworkOp::verify() {
  // MLIR lets an operation carry what it does not know, which would hide a misspelt optimizer.
  for (NamedAttribute attribute : (*this)->getDiscardableAttrs())
    if (!attribute.getNameDialect())
      return emitOpError("expects loss and optimizer as attributes, found '") << attribute.getName().getValue() << "'";
  for (Type type : llvm::concat<const Type>(getArgumentTypes(), getResultTypes()))
    if (failed(expectElements(*this, type)))
      return failure();
  if (getEntry() == Entry::Prepare && (!getArgumentTypes().empty() || !getResultTypes().empty()))
    return emitOpError("expects no arguments or results of entry prepare, found ") << getFunctionType();
  llvm::StringSet<> written;
  for (WriteOp write : getBody().front().getOps<WriteOp>())
    if (!written.insert(write.getParameter()).second)
      return write.emitOpError("expects each parameter to be written once, found a second write of @")
             << write.getParameter();
  return success();
}

ReturnOp NetworkOp::getReturn() { return cast<ReturnOp>(getBody().front().getTerminator()); }

/// `base`, `base1`, `base2`, ... unless the attributes name the value.
static std::string getValueName(DictionaryAttr attributes, StringRef base, unsigned index) {
  if (attributes)
    if (auto name = attributes.getAs<StringAttr>(kNameAttribute))
      return name.str();
  return index == 0 ? base.str() : (base + Twine(index)).str();
}

std::string NetworkOp::getInputName(unsigned index) {
  return getValueName(getArgAttrDict(index), "input", index);
}
std::string NetworkOp::getOutputName(unsigned index) {
  return getValueName(getResultAttrDict(index), "output", index);
}

void NetworkOp::updateFunctionType() {
  Block &block = getBody().front();
  setFunctionType(FunctionType::get(getContext(), block.getArgumentTypes(), getReturn().getOperandTypes()));
}

/// The implicit terminator of a network without results.
void ReturnOp::build(OpBuilder &, OperationState &) {}

LogicalResult ReturnOp::verify() {
  auto network = cast<NetworkOp>((*this)->getParentOp());
  if (getOperandTypes() != network.getResultTypes())
    return emitOpError("expects (") << network.getResultTypes() << "), the results of @"
                                    << network.getSymName() << ", found (" << getOperandTypes() << ")";
  return verifyLayouts(*this);
}
