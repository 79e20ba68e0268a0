//===- FoldBatchNorm.cpp - Folds batch norm into the layer before it ----===//

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/TrainingStep.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <map>

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// The values of a tensor that is read from a parameter whose initialiser holds them.
std::optional<SmallVector<float>> getKnownValues(Value value, const SymbolTable &symbols) {
  ParameterOp parameter = getReadParameter(value, symbols);
  if (!parameter)
    return std::nullopt;
  if (auto dense = dyn_cast<DenseFPElementsAttr>(parameter.getInitializer()))
    return llvm::to_vector(dense.getValues<float>());
  if (auto resource = dyn_cast<DenseF32ResourceElementsAttr>(parameter.getInitializer()))
    if (auto values = resource.tryGetAsArrayRef())
      return llvm::to_vector(*values);
  return std::nullopt;
}

/// Values as an initialiser: in line where a person may want to read them, else as a resource.
Attribute toInitializer(RankedTensorType type, StringRef name, ArrayRef<float> values) {
  constexpr size_t readable = 64;
  if (values.size() <= readable)
    return DenseElementsAttr::get(type, values);
  return DenseF32ResourceElementsAttr::get(type, name, HeapAsmResourceBlob::allocateAndCopyInferAlign(values));
}

class Folder {
public:
  explicit Folder(SymbolTable &symbols) : symbols(symbols) {}

  void fold(BatchNormOp norm) {
    Operation *layer = norm.getInput().getDefiningOp();
    if (!layer || !layer->hasOneUse())
      return;
    if (auto convolution = dyn_cast<Conv2DOp>(layer))
      fold(norm, convolution);
    else if (auto dense = dyn_cast<DenseOp>(layer))
      fold(norm, dense);
  }

private:
  template <typename Layer>
  void fold(BatchNormOp norm, Layer layer) {
    auto scale = getKnownValues(norm.getScale(), symbols), offset = getKnownValues(norm.getOffset(), symbols);
    auto mean = getKnownValues(norm.getMean(), symbols), variance = getKnownValues(norm.getVariance(), symbols);
    auto weight = getKnownValues(layer.getWeight(), symbols);
    size_t channels = cast<RankedTensorType>(norm.getScale().getType()).getDimSize(0);
    std::optional<SmallVector<float>> bias(SmallVector<float>(channels, 0.0f));
    if (layer.getBias())
      bias = getKnownValues(layer.getBias(), symbols);
    if (!scale || !offset || !mean || !variance || !weight || !bias)
      return;

    // The same network for another batch folds the same.
    double epsilon = norm.getEpsilon().convertToDouble();
    std::vector<Operation *> sources;
    for (Value value : {layer.getWeight(), norm.getScale(), norm.getOffset(), norm.getMean(), norm.getVariance(),
                        layer.getBias()})
      sources.push_back(value ? getReadParameter(value, symbols).getOperation() : nullptr);
    auto [entry, isNew] = folded.try_emplace({sources, epsilon});
    Folded &parameters = entry->second;
    if (isNew) {
      size_t filter = weight->size() / channels;
      for (size_t k = 0; k < channels; ++k) {
        double s = (*scale)[k] / std::sqrt((*variance)[k] + epsilon);
        for (float &value : MutableArrayRef<float>(*weight).slice(k * filter, filter))
          value = static_cast<float>(value * s);
        (*bias)[k] = static_cast<float>((static_cast<double>((*bias)[k]) - (*mean)[k]) * s + (*offset)[k]);
      }
      ParameterOp weightParameter = getReadParameter(layer.getWeight(), symbols);
      StringRef weightName = weightParameter.getSymName();
      std::string biasName = layer.getBias() ? getReadParameter(layer.getBias(), symbols).getSymName().str()
                                             : (weightName + ".bias").str();
      parameters.weight =
          createFolded(weightParameter, (weightName + ".folded").str(), layer.getWeight().getType(), *weight);
      parameters.bias = createFolded(weightParameter, biasName + ".folded", norm.getScale().getType(), *bias);
    }

    OpBuilder builder(layer);
    layer.getWeightMutable().assign(createRead(builder, parameters.weight.getLoc(), parameters.weight));
    layer.getBiasMutable().assign(createRead(builder, parameters.bias.getLoc(), parameters.bias));
    layer->setLoc(FusedLoc::get(layer.getContext(), {layer.getLoc(), norm.getLoc()}));
    norm.getOutput().replaceAllUsesWith(layer.getOutput());
    norm.erase();
  }

  /// A new parameter beside `neighbour`.
  ParameterOp createFolded(ParameterOp neighbour, StringRef name, Type type, ArrayRef<float> values) {
    auto tensor = cast<RankedTensorType>(type);
    OpBuilder atModule(neighbour);
    auto parameter = ParameterOp::create(atModule, neighbour.getLoc(), name, tensor,
                                         toInitializer(tensor, name, values), /*state=*/false);
    symbols.insert(parameter); // renames it if the same weight was folded with another norm
    return parameter;
  }

  struct Folded {
    ParameterOp weight, bias;
  };

  SymbolTable &symbols;
  /// By the parameters and the epsilon that they come from.
  std::map<std::pair<std::vector<Operation *>, double>, Folded> folded;
};

struct FoldBatchNormPass : impl::FoldBatchNormBase<FoldBatchNormPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    Folder folder(symbols);
    for (NetworkOp network : getOperation().getOps<NetworkOp>())
      if (network.getEntry() == Entry::Infer)
        for (BatchNormOp norm : llvm::make_early_inc_range(network.getBody().front().getOps<BatchNormOp>()))
          folder.fold(norm);
  }
};

} // namespace
} // namespace cnnc::cnn
