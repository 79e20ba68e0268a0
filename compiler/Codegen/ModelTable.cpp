//===- ModelTable.cpp - The constant table that describes a model -------===//

#include "compiler/Codegen/ModelTable.h"

#include "compiler/Codegen/EntryPoint.h"
#include "dialects/CNN/Layout.h"
#include "dialects/Halide/Buffers.h"
#include "runtime/include/cnn/model.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace cnnc {

// The structs below are written field by field; a change in model.h must be made here too.
static_assert(CNN_MODEL_ABI_VERSION == 4 && sizeof(cnn_tensor_info) == 32 && sizeof(cnn_parameter_info) == 88 &&
                  sizeof(cnn_launch_info) == 40 && sizeof(cnn_entry_info) == 72 && sizeof(cnn_model) == 200,
              "ModelTable.cpp follows version 4 of the binary interface");

/// The number of an element type in cnn_element_type, if it has one.
static std::optional<int32_t> getElementTypeNumber(Type type) {
  if (type.isF32())
    return CNN_FLOAT32;
  if (type.isInteger(32))
    return CNN_INT32;
  if (type.isInteger(8))
    return CNN_UINT8;
  if (type.isInteger(64))
    return CNN_INT64;
  return std::nullopt;
}

ModelTable::ModelTable(const ModelDescription &description, const ParameterBlock &block, ModuleOp module,
                       Constants &constants)
    : description(description), block(block), module(module), constants(constants), image(constants.null()),
      fallback(constants.null()) {}

/// cnn_tensor_info: name, element_type, rank, shape, bytes.
FailureOr<Constant> ModelTable::makeTensor(StringRef name, ShapedType type, Location location) {
  std::optional<int32_t> element = getElementTypeNumber(type.getElementType());
  if (!element)
    return emitError(location) << "'" << name << "': a model's tensor expects elements of f32, i32, i8 or i64, found "
                               << type.getElementType();
  return constants.structure({constants.string(name), constants.integer(32, *element),
                              constants.integer(32, type.getRank()), constants.integers(64, type.getShape(), "shape"),
                              constants.integer(64, getByteSize(type))});
}

FailureOr<std::vector<Constant>> ModelTable::makeTensors(ValueRange buffers, ArrayAttr names) {
  std::vector<Constant> tensors;
  for (auto [buffer, name] : llvm::zip_equal(buffers, names.getAsValueRange<StringAttr>())) {
    FailureOr<Constant> tensor = makeTensor(name, cast<ShapedType>(buffer.getType()), buffer.getLoc());
    if (failed(tensor))
      return failure();
    tensors.push_back(*tensor);
  }
  return tensors;
}

/// cnn_parameter_info: tensor, offset, order, block, trainable, initializer, a, b, seed.
FailureOr<Constant> ModelTable::makeParameter(const PlacedParameter &placed) {
  auto parameter = placed.parameter;
  FailureOr<Constant> tensor = makeTensor(parameter.getSymName(), placed.type, parameter.getLoc());
  if (failed(tensor))
    return failure();
  const cnn::Distribution &distribution = placed.distribution;
  int32_t kind = CNN_INITIALIZER_IMAGE;
  if (!placed.values) {
    switch (distribution.kind) {
    case cnn::Distribution::Kind::Constant:
      kind = CNN_INITIALIZER_CONSTANT;
      break;
    case cnn::Distribution::Kind::Uniform:
      kind = CNN_INITIALIZER_UNIFORM;
      break;
    case cnn::Distribution::Kind::Normal:
      kind = CNN_INITIALIZER_NORMAL;
      break;
    }
  }
  cnn::StoredOrder order = cnn::getStoredOrder(placed.type);
  return constants.structure({*tensor, constants.integer(64, placed.offset),
                              constants.integers(32, order.dimensions, "order"), constants.integer(32, order.block),
                              constants.integer(32, !parameter.getState()), constants.integer(32, kind),
                              constants.real(distribution.a), constants.real(distribution.b),
                              constants.integer(64, distribution.seed)});
}

/// The layers of an operation that several were fused into, in order, joined by " + ".
static std::string getLayerNames(Operation *op) {
  llvm::SetVector<StringRef> names;
  op->getLoc()->walk([&](Location location) {
    if (auto named = dyn_cast<NameLoc>(location)) {
      names.insert(named.getName());
      return WalkResult::skip();
    }
    return WalkResult::advance();
  });
  return llvm::join(names, " + ");
}

/// How a kernel's sums are formed where not directly. A trial of the tuner has programs alone.
static std::string getAlgorithms(halide::KernelOp kernel) {
  if (!kernel)
    return "";
  llvm::SetVector<StringRef> names;
  kernel.getAlgorithm().walk([&](Operation *op) {
    auto algorithm = cnn::getAlgorithm(op);
    if (algorithm && *algorithm != cnn::Algorithm::Direct)
      names.insert(stringifyAlgorithm(*algorithm));
  });
  return llvm::join(names, " + ");
}

/// cnn_entry_info: name, batch, changes_parameters, input_count, output_count, inputs, outputs, arena_bytes,
/// launch_count, launches, run.
LogicalResult ModelTable::addEntry(halide::ProgramOp program, StringRef symbol) {
  FailureOr<std::vector<Constant>> inputs = makeTensors(program.getInputs(), program.getInputNames()),
                                   outputs = makeTensors(program.getOutputs(), program.getOutputNames());
  if (failed(inputs) || failed(outputs))
    return failure();
  std::vector<Constant> launches;
  SymbolTable symbols(program->getParentOfType<ModuleOp>());
  // cnn_launch_info: kernel, layers, algorithms, operations, bytes.
  program.walk([&](halide::CallOp call) {
    auto kernel = symbols.lookup<halide::KernelOp>(call.getKernel());
    launches.push_back(constants.structure({constants.string(call.getKernel()), constants.string(getLayerNames(call)),
                                            constants.string(getAlgorithms(kernel)),
                                            constants.integer(64, call.getOperations()),
                                            constants.integer(64, call.getBytes())}));
  });

  uint32_t inputTotal = inputs->size(), outputTotal = outputs->size(), launchTotal = launches.size();
  entries.push_back(constants.structure(
      {constants.string(getEntryName(program)), constants.integer(32, program.getBatch()),
       constants.integer(32, changesParameters(program)), constants.integer(32, inputTotal),
       constants.integer(32, outputTotal), constants.array(std::move(*inputs), "inputs"),
       constants.array(std::move(*outputs), "outputs"), constants.integer(64, program.getArenaBytes()),
       constants.integer(32, launchTotal), constants.array(std::move(launches), "launches"),
       constants.address(symbol)}));

  arenaBytes = std::max<int64_t>(arenaBytes, program.getArenaBytes());
  batch = std::max(batch, program.getBatch());
  return success();
}

/// cnn_model, its functions being those of the embedded runtime.
LogicalResult ModelTable::finish(StringRef symbol, LLVM::Linkage linkage) {
  std::vector<Constant> parameters;
  for (const PlacedParameter &placed : block.getParameters()) {
    if (cnn::ParameterOp(placed.parameter).isDerived())
      continue;
    FailureOr<Constant> parameter = makeParameter(placed);
    if (failed(parameter))
      return failure();
    parameters.push_back(*parameter);
  }
  uint32_t entryTotal = entries.size(), parameterTotal = parameters.size();
  std::vector<Constant> fields{
      constants.integer(32, CNN_MODEL_ABI_VERSION), constants.integer(32, batch),
      constants.string(description.name), constants.string(description.target), constants.string(description.compiler),
      constants.integer(32, entryTotal), constants.integer(32, parameterTotal),
      constants.array(std::move(entries), "entries"), constants.array(std::move(parameters), "parameters"),
      constants.integer(64, block.getBytes()), constants.integer(64, arenaBytes), image,
      constants.integer(64, imageBytes), fallback};

  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (StringRef function : {"get_usable", "create_parameters", "destroy_parameters", "get_parameter", "set_parameter",
                             "create_session", "destroy_session", "set_threads", "set_executor", "set_observer", "run",
                             "infer", "last_error"}) {
    std::string symbol = ("cnn_embedded_" + function).str();
    fields.push_back(constants.address(symbol));
    if (module.lookupSymbol(symbol)) // by the other form's table
      continue;
    // Only the address is taken; the type does not matter.
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()), {});
    auto declaration = LLVM::LLVMFuncOp::create(builder, module.getLoc(), symbol, type);
    declaration.setVisibility_(LLVM::Visibility::Hidden);
    declaration.setDsoLocal(true);
  }
  constants.addGlobal(symbol, constants.structure(std::move(fields)), linkage);
  return success();
}

} // namespace cnnc
