//===- Compiler.cpp - From a model's file to what was asked for ---------===//

#include "compiler/Driver/Compiler.h"

#include "compiler/Codegen/EntryPoint.h"
#include "compiler/Codegen/HeaderWriter.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Driver/ModelEmitter.h"
#include "compiler/Driver/Pipeline.h"
#include "compiler/Driver/Report.h"
#include "compiler/Driver/Summary.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Halide/HalideDialect.h"
#include "frontend/FileDiagnosticHandler.h"
#include "frontend/Frontend.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include <limits>

using namespace mlir;

namespace cnnc {

/// The one network that is compiled for inference.
static FailureOr<cnn::NetworkOp> findNetwork(ModuleOp module, StringRef input) {
  cnn::NetworkOp found;
  for (auto network : module.getOps<cnn::NetworkOp>()) {
    // Variants for another batch, or for processors without tiles, are none of the author's.
    if (network.getEntry() != cnn::Entry::Infer || network.isPrivate() || network.getWithoutTiles())
      continue;
    if (found) {
      InFlightDiagnostic error = network.emitOpError("expects one inference network in a model, found @")
                                 << network.getSymName() << " after @" << found.getSymName();
      return error;
    }
    found = network;
  }
  for (Operation &op : *module.getBody())
    if (isa<halide::HalideDialect>(op.getDialect()))
      return op.emitOpError("cannot be compiled again: expects a model from before --emit=halide");
  if (!found)
    return emitError(FileLineColLoc::get(module.getContext(), input, 0, 0))
           << "expects a cnn.network, found none";
  return found;
}

/// The most images with which no open tensor of the network has more elements than kernels count, 2^31 - 1.
static int64_t getLargestBatch(cnn::NetworkOp network) {
  uint64_t most = std::numeric_limits<int32_t>::max(), elementsOfImage = 1;
  auto add = [&](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || tensor.getNumDynamicDims() != 1 || !tensor.isDynamicDim(0))
      return;
    uint64_t elements = 1;
    for (int64_t extent : tensor.getShape().drop_front())
      elements = llvm::SaturatingMultiply(elements, static_cast<uint64_t>(extent));
    elementsOfImage = std::max(elementsOfImage, elements);
  };
  llvm::for_each(network.getArgumentTypes(), add);
  for (Operation &op : network.getBody().front())
    llvm::for_each(op.getResultTypes(), add);
  return static_cast<int64_t>(most / elementsOfImage);
}

/// --batch replaces an open extent and no other.
static LogicalResult checkBatch(cnn::NetworkOp network, const Options &options) {
  // An image that is too large alone is an error of its kernel.
  if (int64_t largest = getLargestBatch(network); largest > 0 && options.getBatch() > largest)
    return network.emitOpError("expects at most ")
           << largest << " images for --batch=" << options.getBatch() << ", or a tensor has 2^31 elements or more";
  if (!options.batch)
    return success();
  for (Type type : network.getArgumentTypes()) {
    auto tensor = cast<RankedTensorType>(type);
    if (tensor.getRank() == 0 || tensor.isDynamicDim(0))
      continue;
    if (!options.variants.empty())
      return network.emitOpError("expects an open batch extent (?) for more than one --batch, found ") << type;
    if (tensor.getDimSize(0) != *options.batch)
      return network.emitOpError("expects an open batch extent (?) or ")
             << *options.batch << " for --batch=" << *options.batch << ", found " << type;
  }
  return success();
}

static LogicalResult writeOutputs(ModuleOp module, const ModelDescription &description,
                                  const std::optional<ModelSummary> &summary, const Options &options) {
  // The compiled form first: what fails, fails before anything is written.
  if (options.emit && *options.emit > Emit::Summary) {
    if (failed(emitModel(module, description, options)))
      return failure();
  } else if (options.emit && *options.emit < Emit::Summary) {
    auto print = [&](llvm::raw_ostream &stream) {
      module->print(stream, OpPrintingFlags().printNameLocAsPrefix());
      stream << "\n";
    };
    if (failed(report(writeFile(options.output, print))))
      return failure();
  }
  auto printHeader = [&](llvm::raw_ostream &stream) { stream << writeHeader(module, description, options.header); };
  if (!options.header.empty() && failed(report(writeFile(options.header, printHeader))))
    return failure();
  if (summary) {
    // Not between the lines of a model that is written to the standard output.
    bool isTaken = options.emit != Emit::Summary && (options.output == "-" || options.header == "-");
    if (isTaken) {
      summary->print(llvm::errs(), module);
      return success();
    }
    StringRef path = options.emit == Emit::Summary ? StringRef(options.output) : "-";
    return report(writeFile(path, [&](llvm::raw_ostream &stream) { summary->print(stream, module); }));
  }
  return success();
}

/// The layers of an imported model.
static FailureOr<ModelSummary> summarize(ModuleOp module, Options options) {
  // Two copies: one only for its batch, one for the passes that assign algorithms.
  OwningOpRef<ModuleOp> written = module.clone(), assigned = module.clone();
  options.remarks = false; // they come with the model's own compilation
  PassManager fixing(module.getContext()), assigning(module.getContext());
  fixing.addPass(cnn::createFixBatch({options.getBatch(), {}}));
  buildPipeline(assigning, options, Emit::Layout);
  if (failed(fixing.run(*written)) || failed(assigning.run(*assigned)))
    return failure();
  return ModelSummary::read(*written, *assigned);
}

LogicalResult compile(const Options &options) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  llvm::DefaultThreadPool threads(llvm::hardware_concurrency(options.threads));
  if (threads.getMaxConcurrency() > 1)
    context.setThreadPool(threads);
  // The source line says more than an operation in the middle of the road.
  context.printOpOnDiagnostic(false);
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  // With no buffer of its own, it opens the files that locations name.
  llvm::SourceMgr sources;
  FileDiagnosticHandler diagnostics(sources, &context);

  OwningOpRef<ModuleOp> module = importModel(options.input, &context, options.train);
  if (!module)
    return failure();
  FailureOr<cnn::NetworkOp> network = findNetwork(*module, options.input);
  if (failed(network) || failed(checkBatch(*network, options)))
    return failure();
  ModelDescription description{makeIdentifier(network->getSymName()), options.target.name, getCompilerVersion().str(),
                               options.target.hasTiles ? options.target.getNameWithoutTiles() : ""};

  std::optional<ModelSummary> summary;
  if (options.summary || options.emit == Emit::Summary) {
    FailureOr<ModelSummary> layers = summarize(*module, options);
    if (failed(layers))
      return failure();
    summary = std::move(*layers);
  }
  // A header or a table beside a stage's text needs the whole road; the text of a stage alone does not.
  bool whole = !options.header.empty() || summary || !options.emit;
  Emit last = whole ? Emit::Buffers : *options.emit;
  PassManager passes(&context);
  buildPipeline(passes, options, last);
  if (failed(passes.run(*module)))
    return failure();
  // Without a layer on tiles there is one form, which needs none.
  if (!description.fallback.empty() && getPrograms(*module, Form::WithoutTiles).empty())
    description.target = std::exchange(description.fallback, "");
  return writeOutputs(*module, description, summary, options);
}

} // namespace cnnc
