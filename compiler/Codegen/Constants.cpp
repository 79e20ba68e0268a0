//===- Constants.cpp - Constant tables of a module of the LLVM dialect --===//

#include "compiler/Codegen/Constants.h"

using namespace mlir;

namespace cnnc {

Constants::Constants(ModuleOp module) : module(module), builder(module.getBodyRegion()) {
  builder.setInsertionPointToEnd(module.getBody());
}

Constant Constants::integer(unsigned bits, int64_t value) {
  Type type = builder.getIntegerType(bits);
  // Sizes and seeds use all 64 bits; the value is truncated to its bits, as C does.
  return {type, builder.getIntegerAttr(type, APInt(bits, value, /*isSigned=*/true, /*implicitTrunc=*/true))};
}

Constant Constants::real(double value) { return {builder.getF64Type(), builder.getF64FloatAttr(value)}; }

Constant Constants::null() { return {LLVM::LLVMPointerType::get(builder.getContext())}; }

Constant Constants::address(StringRef symbol) {
  Constant constant = null();
  constant.symbol = FlatSymbolRefAttr::get(builder.getContext(), symbol);
  return constant;
}

Constant Constants::structure(std::vector<Constant> fields) {
  SmallVector<Type> types;
  for (const Constant &field : fields)
    types.push_back(field.type);
  Constant constant{LLVM::LLVMStructType::getLiteral(builder.getContext(), types)};
  constant.elements = std::move(fields);
  return constant;
}

std::string Constants::makeName(StringRef name) { return (name + "." + Twine(count++)).str(); }

Constant Constants::string(StringRef text) {
  std::string &symbol = strings[text];
  if (symbol.empty()) {
    symbol = makeName("text");
    std::string terminated = text.str() + '\0';
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), terminated.size());
    auto global = LLVM::GlobalOp::create(builder, module.getLoc(), type, /*isConstant=*/true,
                                         LLVM::Linkage::Private, symbol, builder.getStringAttr(terminated));
    global.setUnnamedAddr(LLVM::UnnamedAddr::Global);
  }
  return address(symbol);
}

Constant Constants::array(std::vector<Constant> elements, StringRef name) {
  if (elements.empty())
    return null();
  Constant value{LLVM::LLVMArrayType::get(elements.front().type, elements.size())};
  value.elements = std::move(elements);
  std::string symbol = makeName(name);
  addGlobal(symbol, value, LLVM::Linkage::Private);
  return address(symbol);
}

Constant Constants::integers(unsigned bits, ArrayRef<int64_t> values, StringRef name) {
  if (values.empty())
    return null();
  std::string contents = (name + std::to_string(bits)).str();
  for (int64_t value : values)
    contents += "," + std::to_string(value);
  std::string &symbol = arrays[contents];
  if (symbol.empty()) {
    symbol = makeName(name);
    Type element = builder.getIntegerType(bits);
    SmallVector<APInt> numbers;
    for (int64_t value : values)
      numbers.emplace_back(bits, value, /*isSigned=*/true, /*implicitTrunc=*/true);
    auto attribute = DenseElementsAttr::get(RankedTensorType::get(int64_t(values.size()), element), numbers);
    LLVM::GlobalOp::create(builder, module.getLoc(), LLVM::LLVMArrayType::get(element, values.size()),
                           /*isConstant=*/true, LLVM::Linkage::Private, symbol, attribute);
  }
  return address(symbol);
}

LLVM::GlobalOp Constants::addGlobal(StringRef name, const Constant &value, LLVM::Linkage linkage) {
  auto global = LLVM::GlobalOp::create(builder, module.getLoc(), value.type, /*isConstant=*/true, linkage, name,
                                       Attribute());
  OpBuilder inside(builder.getContext());
  inside.createBlock(&global.getInitializerRegion());
  LLVM::ReturnOp::create(inside, module.getLoc(), materialize(inside, value));
  return global;
}

Value Constants::materialize(OpBuilder &builder, const Constant &constant) {
  Location location = module.getLoc();
  if (constant.number)
    return LLVM::ConstantOp::create(builder, location, constant.type, constant.number);
  if (constant.symbol)
    return LLVM::AddressOfOp::create(builder, location, constant.type, constant.symbol.getValue());
  if (constant.elements.empty())
    return LLVM::ZeroOp::create(builder, location, constant.type);
  Value value = LLVM::PoisonOp::create(builder, location, constant.type);
  for (auto [index, element] : llvm::enumerate(constant.elements))
    value = LLVM::InsertValueOp::create(builder, location, value, materialize(builder, element), int64_t(index));
  return value;
}

} // namespace cnnc
