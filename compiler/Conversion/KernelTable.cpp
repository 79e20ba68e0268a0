//===- KernelTable.cpp - The distinct kernels of a module ---------------===//

#include "compiler/Conversion/KernelTable.h"

#include "compiler/Conversion/KernelText.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

KernelTable::KernelTable(ModuleOp module) : module(module) {
  for (Operation &op : *module.getBody())
    if (auto name = op.getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName()))
      taken.insert(name.getValue());
  for (KernelOp kernel : module.getOps<KernelOp>())
    kernels.try_emplace(getAlgorithmText(kernel), kernel);
}

KernelOp KernelTable::insert(KernelOp kernel, StringRef base) {
  auto [entry, isNew] = kernels.try_emplace(getAlgorithmText(kernel), kernel);
  if (!isNew) {
    kernel.erase();
    return entry->second;
  }
  std::string name = base.str();
  for (unsigned count = 1; !taken.insert(name).second; ++count)
    name = (base + "_" + Twine(count)).str();
  kernel.setSymName(name);
  module.getBody()->push_back(kernel);
  return kernel;
}

void KernelTable::erase(KernelOp kernel) {
  kernels.erase(getAlgorithmText(kernel));
  taken.erase(kernel.getSymName());
  kernel.erase();
}

KernelOp KernelTable::getCopy(Location location, RankedTensorType from, RankedTensorType to) {
  OpBuilder builder(module.getContext());
  auto kernel = KernelOp::create(builder, location, "", builder.getFunctionType({from}, {to}));
  Block &body = kernel.getAlgorithm().front();
  builder.setInsertionPointToEnd(&body);
  Value copy = cnn::RepackOp::create(builder, location, to, body.getArgument(0));
  YieldOp::create(builder, location, copy);
  return insert(kernel, "repack");
}

} // namespace cnnc
