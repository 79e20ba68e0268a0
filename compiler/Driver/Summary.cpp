//===- Summary.cpp - The table of a network's layers --------------------===//

#include "compiler/Driver/Summary.h"

#include "compiler/Codegen/EntryPoint.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "dialects/Halide/Buffers.h"
#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace mlir;

namespace cnnc {

/// 12000000 is 11.4 MiB.
static std::string formatBytes(int64_t bytes) {
  const char *units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = bytes;
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit)
    value /= 1024;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text;
}

static std::string formatShape(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(llvm::map_range(shape, [](int64_t extent) { return std::to_string(extent); }), "x");
}

/// The network of inference; variants for other batches have the same layers.
static cnn::NetworkOp findInference(ModuleOp module) {
  auto networks = module.getOps<cnn::NetworkOp>();
  return *llvm::find_if(networks, [](cnn::NetworkOp network) { return network.getEntry() == cnn::Entry::Infer; });
}

namespace {
/// How the layers of a network form their sums. Names may stand twice, so layers are told by their places too.
class Algorithms {
public:
  explicit Algorithms(cnn::NetworkOp network) {
    for (Operation &op : network.getBody().front())
      if (auto algorithm = cnn::getAlgorithm(&op))
        forEachPlace(op, [&](Location place) { found[place] = stringifyAlgorithm(*algorithm); });
  }

  /// Of a layer that has no sums, nothing.
  std::string get(Operation &op) const {
    StringRef name;
    if (cnn::getAlgorithm(&op))
      forEachPlace(op, [&](Location place) { name = found.lookup(place); });
    return name.str();
  }

private:
  /// One, or those of all layers that became one.
  template <typename Function> static void forEachPlace(Operation &op, Function visit) {
    op.getLoc()->walk([&](Location place) {
      if (isa<FusedLoc>(place))
        return WalkResult::advance();
      visit(place);
      return WalkResult::skip();
    });
  }

  llvm::DenseMap<Location, StringRef> found;
};
} // namespace

ModelSummary ModelSummary::read(ModuleOp module, ModuleOp assigned) {
  ModelSummary summary;
  SymbolTable symbols(module);
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<ShapedType>(parameter.getType());
    summary.parameters += type.getNumElements();
    summary.parameterBytes += getByteSize(type);
    if (!parameter.getState())
      summary.trainable += type.getNumElements();
  }
  llvm::DenseSet<Operation *> counted;
  cnn::NetworkOp network = findInference(module);
  Algorithms algorithms(findInference(assigned));
  summary.name = network.getSymName().str();
  for (Operation &op : network.getBody().front()) {
    if (isa<cnn::ReadOp, cnn::WriteOp, cnn::ReturnOp>(op) || op.getNumResults() == 0)
      continue;
    auto type = cast<ShapedType>(op.getResult(0).getType());
    LayerSummary layer{cnn::getLayerName(&op), op.getName().stripDialect().str(), formatShape(type.getShape()),
                       algorithms.get(op)};
    layer.elements = type.getNumElements();
    layer.bytes = getByteSize(type);
    for (Value operand : op.getOperands()) {
      auto read = operand.getDefiningOp<cnn::ReadOp>();
      auto parameter = read ? symbols.lookup<cnn::ParameterOp>(read.getParameter()) : nullptr;
      if (parameter && !parameter.getState() && counted.insert(parameter).second)
        layer.parameters += cast<ShapedType>(parameter.getType()).getNumElements();
    }
    if (auto cost = dyn_cast<cnn::CostOpInterface>(op))
      layer.multiplyAdds = cost.getMultiplyAdds();
    summary.multiplyAdds += layer.multiplyAdds;
    summary.activationBytes += layer.bytes;
    summary.layers.push_back(std::move(layer));
  }
  return summary;
}

void ModelSummary::print(llvm::raw_ostream &stream, ModuleOp planned) const {
  using Row = std::vector<std::string>;
  std::vector<Row> rows{
      {"layer", "operation", "algorithm", "output", "elements", "parameters", "multiply-adds", "memory"}};
  for (const LayerSummary &layer : layers)
    rows.push_back({layer.name, layer.operation, layer.algorithm, layer.output, std::to_string(layer.elements),
                    std::to_string(layer.parameters), std::to_string(layer.multiplyAdds), formatBytes(layer.bytes)});
  std::vector<size_t> widths(rows.front().size());
  for (const Row &row : rows)
    for (auto [width, cell] : llvm::zip(widths, row))
      width = std::max(width, cell.size());

  stream << name << "\n";
  for (const Row &row : rows) {
    std::string line;
    for (size_t column = 0; column < row.size(); ++column) {
      std::string gap(widths[column] - row[column].size(), ' ');
      // Words to the left, numbers to the right.
      line += column < 4 ? row[column] + gap : gap + row[column];
      line += "  ";
    }
    stream << StringRef(line).rtrim() << "\n";
  }
  stream << "\nparameters:    " << parameters << " (" << trainable << " trainable), " << formatBytes(parameterBytes)
         << "\nmultiply-adds: " << multiplyAdds << "\nactivations:   " << activationBytes << " bytes, "
         << formatBytes(activationBytes) << "\n";
  for (halide::ProgramOp program : getPrograms(planned)) {
    int64_t calls = 0;
    program.walk([&](halide::CallOp) { ++calls; });
    stream << "arena:         " << program.getArenaBytes() << " bytes, "
           << formatBytes(program.getArenaBytes()) << ", for " << calls << " launches of "
           << getEntryName(program) << "\n";
  }
  if (FailureOr<ParameterBlock> block = ParameterBlock::place(planned); succeeded(block))
    stream << "parameter block: " << block->getBytes() << " bytes, " << formatBytes(block->getBytes()) << "\n";
}

} // namespace cnnc
