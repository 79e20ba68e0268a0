//===- PlanMemory.cpp - A place for every value -------------------------===//

#include "compiler/Conversion/ArenaPlan.h"
#include "compiler/Conversion/InsertCopies.h"
#include "compiler/Conversion/KernelWork.h"
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
    for (auto [value, type, offset] : llvm::zip(plan->values, plan->types, plan->arena.offsets))
      places[value] = halide::SliceOp::create(builder, value.getLoc(), type, offset);
    for (size_t begin = 0, end; begin < plan->order.size(); begin = end) {
      end = getPartsEnd(plan->order, begin);
      createCalls(ArrayRef(plan->order).slice(begin, end - begin));
    }
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
                                getNames(inputNames), getNames(outputNames), network.getWithoutTiles());
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

  /// The calls of launches that run together.
  void createCalls(ArrayRef<LaunchOp> launches) {
    int64_t parts = LaunchOp(launches.front()).getParts();
    OpBuilder::InsertionGuard guard(builder);
    if (parts > 1) {
      auto locations = llvm::map_to_vector(launches, [](LaunchOp launch) -> Location { return launch.getLoc(); });
      auto repeat = RepeatOp::create(builder, FusedLoc::get(builder.getContext(), locations), parts);
      builder.setInsertionPointToEnd(&repeat.getBody().emplaceBlock());
    }
    llvm::DenseMap<Value, Value> partOf;
    for (LaunchOp launch : launches)
      createCall(launch, partOf);
  }

  void createCall(LaunchOp launch, llvm::DenseMap<Value, Value> &partOf) {
    auto kernel = symbols.lookup<KernelOp>(launch.getKernel());
    auto getPlaces = [&](ValueRange values, ArrayRef<Type> types) {
      SmallVector<Value> found;
      for (auto [value, type] : llvm::zip_equal(values, types)) {
        Value place = places.lookup(value);
        MemRefType wanted = getStoredType(cast<RankedTensorType>(type));
        if (place.getType() != wanted) {
          Value &part = partOf[place];
          if (!part)
            part = PartOp::create(builder, launch.getLoc(), wanted, place);
          place = part;
        }
        found.push_back(place);
      }
      return found;
    };
    KernelWork work = getKernelWork(kernel);
    CallOp::create(builder, launch.getLoc(), launch.getKernel(),
                   getPlaces(launch.getInputs(), kernel.getFunctionType().getInputs()),
                   getPlaces(launch.getOutputs(), kernel.getFunctionType().getResults()),
                   work.operations * launch.getParts(), work.bytes * launch.getParts());
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
