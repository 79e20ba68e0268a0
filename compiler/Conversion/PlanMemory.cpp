//===- PlanMemory.cpp - A place for every value -------------------------===//

#include "compiler/Conversion/ArenaPlan.h"
#include "compiler/Conversion/KernelWork.h"
#include "compiler/Conversion/LaunchGraph.h"
#include "compiler/Conversion/Passes.h"
#include "dialects/CNN/Layout.h"
#include "dialects/Halide/Buffers.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {
#define GEN_PASS_DEF_PLANMEMORY
#include "compiler/Conversion/Passes.h.inc"

namespace {

/// Turns one network of launches into a program.
class ProgramBuilder {
public:
  ProgramBuilder(NetworkOp network, const SymbolTable &symbols)
      : network(network), symbols(symbols), builder(network) {}

  LogicalResult run() {
    if (failed(verifyNetwork()))
      return failure();
    FailureOr<ArenaPlan> plan = planArena(network);
    if (failed(plan))
      return failure();
    createProgram();
    placeParameters();
    program.setArenaBytes(plan->arena.bytes);
    for (auto [value, offset] : llvm::zip(plan->values, plan->arena.offsets))
      places[value] = halide::SliceOp::create(builder, value.getLoc(), getBufferType(value), offset);
    for (LaunchOp launch : plan->order)
      createCall(launch);
    network.erase();
    return success();
  }

private:
  LogicalResult verifyNetwork() {
    auto isPlain = [](Type type) {
      auto tensor = cast<RankedTensorType>(type);
      return tensor.hasStaticShape() && getStoredOrder(tensor).isRowMajor();
    };
    for (Type type : llvm::concat<const Type>(network.getArgumentTypes(), network.getResultTypes()))
      if (!isPlain(type))
        return network.emitOpError("expects arguments and results of fixed shape in row-major order, found ") << type;
    auto verifyAccess = [&](auto access) -> LogicalResult {
      auto parameter = symbols.lookup<cnn::ParameterOp>(access.getParameter());
      if (parameter.getType() == access.getValue().getType())
        return success();
      return access.emitOpError("expects ") << parameter.getType() << ", the stored form of @"
                                            << access.getParameter() << ", found " << access.getValue().getType();
    };
    for (ReadOp read : network.getBody().front().getOps<ReadOp>())
      if (failed(verifyAccess(read)))
        return failure();
    for (WriteOp write : network.getBody().front().getOps<WriteOp>())
      if (failed(verifyAccess(write)))
        return failure();
    return success();
  }

  /// The program, its arguments in the place of the network's arguments and results.
  void createProgram() {
    SmallVector<std::string> inputNames, outputNames;
    for (unsigned i = 0; i < network.getArgumentTypes().size(); ++i)
      inputNames.push_back(network.getInputName(i));
    for (unsigned i = 0; i < network.getResultTypes().size(); ++i)
      outputNames.push_back(network.getOutputName(i));
    auto getNames = [&](ArrayRef<std::string> names) {
      return builder.getStrArrayAttr(llvm::to_vector_of<StringRef>(names));
    };
    program = ProgramOp::create(builder, network.getLoc(), network.getSymName(), network.getEntry(), 0,
                                getNames(inputNames), getNames(outputNames));
    Block &body = program.getBody().emplaceBlock();
    for (Value input : network.getArguments())
      places[input] = body.addArgument(getBufferType(input), input.getLoc());
    for (Value output : network.getReturn().getValues())
      places[output] = body.addArgument(getBufferType(output), output.getLoc());
    builder.setInsertionPointToEnd(&body);
  }

  void placeParameters() {
    llvm::StringMap<Value> buffers;
    auto place = [&](auto access) {
      Value &buffer = buffers[access.getParameter()];
      if (!buffer)
        buffer = halide::ParameterOp::create(builder, access.getLoc(), getBufferType(access.getValue()),
                                             access.getParameter());
      places[access.getValue()] = buffer;
    };
    for (ReadOp read : network.getBody().front().getOps<ReadOp>())
      place(read);
    for (WriteOp write : network.getBody().front().getOps<WriteOp>())
      place(write);
  }

  void createCall(LaunchOp launch) {
    auto getPlaces = [&](ValueRange values) {
      return llvm::map_to_vector(values, [&](Value value) { return places.lookup(value); });
    };
    KernelWork work = getKernelWork(symbols.lookup<KernelOp>(launch.getKernel()));
    CallOp::create(builder, launch.getLoc(), launch.getKernel(), getPlaces(launch.getInputs()),
                   getPlaces(launch.getOutputs()), work.operations, work.bytes);
  }

  static MemRefType getBufferType(Value value) { return getStoredType(cast<RankedTensorType>(value.getType())); }

  NetworkOp network;
  const SymbolTable &symbols;
  OpBuilder builder;
  ProgramOp program;
  llvm::DenseMap<Value, Value> places;
};

struct PlanMemoryPass : impl::PlanMemoryBase<PlanMemoryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    KernelTable kernels(module);
    for (NetworkOp network : llvm::make_early_inc_range(module.getOps<NetworkOp>()))
      if (failed(insertCopies(network, kernels)))
        return signalPassFailure();
    SymbolTable symbols(module);
    for (NetworkOp network : llvm::make_early_inc_range(module.getOps<NetworkOp>()))
      if (failed(ProgramBuilder(network, symbols).run()))
        return signalPassFailure();
  }
};

} // namespace
} // namespace cnnc
