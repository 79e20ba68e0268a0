//===- TextFrontend.cpp - The dialect's own text and bytecode -----------===//

#include "frontend/Text/TextFrontend.h"

#include "dialects/CNN/CNNDialect.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/AsmParser/AsmParserState.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace cnnc {

/// The author's name in the source range of a definition: `%conv1` and `%conv1:2` are conv1. The
/// numbers that the printer gives are no names.
static StringRef getAuthorsName(SMRange range) {
  if (!range.isValid())
    return {};
  StringRef text(range.Start.getPointer(), range.End.getPointer() - range.Start.getPointer());
  text.consume_front("%");
  StringRef name = text.take_until([](char c) { return c == ':' || c == ' ' || c == '#'; });
  return llvm::all_of(name, llvm::isDigit) ? StringRef() : name;
}

static Location nameLocation(Location location, StringRef name) {
  if (name.empty() || location->findInstanceOf<NameLoc>())
    return location;
  return NameLoc::get(StringAttr::get(location.getContext(), name), location);
}

/// Moves the authors' SSA names, which the parser forgets, into the locations.
static void nameLocations(const AsmParserState &state) {
  for (const AsmParserState::OperationDefinition &definition : state.getOpDefs())
    if (!definition.resultGroups.empty())
      definition.op->setLoc(nameLocation(definition.op->getLoc(),
                                         getAuthorsName(definition.resultGroups.front().definition.loc)));
  for (const AsmParserState::BlockDefinition &definition : state.getBlockDefs())
    for (auto [argument, source] : llvm::zip(definition.block->getArguments(), definition.arguments))
      argument.setLoc(nameLocation(argument.getLoc(), getAuthorsName(source.loc)));
}

/// Verifies with one message for each mistake and no notes: MLIR repeats the operation in generic form
/// and, after the reason why a type cannot be inferred, adds that it could not be.
static LogicalResult verifyModule(ModuleOp module) {
  bool reported = false;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    bool repeats = reported && StringRef(diagnostic.str()).ends_with("failed to infer returned types");
    reported |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return success(repeats); // failure leaves it to the next handler
  });
  MLIRContext *context = module.getContext();
  bool printOp = context->shouldPrintOpOnDiagnostic();
  context->printOpOnDiagnostic(false);
  LogicalResult result = verify(module);
  context->printOpOnDiagnostic(printOp);
  return result;
}

OwningOpRef<ModuleOp> importText(llvm::SourceMgr &sources, MLIRContext *context) {
  context->loadDialect<cnn::CNNDialect>();
  const llvm::MemoryBuffer *buffer = sources.getMemoryBuffer(sources.getMainFileID());
  Location start = FileLineColLoc::get(context, buffer->getBufferIdentifier(), 0, 0);
  // The verifier runs after the locations are named, so that its messages carry the names.
  ParserConfig config(context, /*verifyAfterParse=*/false);

  Block parsed;
  if (isBytecode(*buffer)) {
    if (failed(readBytecodeFile(*buffer, &parsed, config)))
      return nullptr;
  } else {
    AsmParserState state;
    if (failed(parseAsmSourceFile(sources, &parsed, config, &state)))
      return nullptr;
    nameLocations(state);
  }
  auto module = detail::constructContainerOpForParserIfNecessary<ModuleOp>(&parsed, context, start);
  if (!module || failed(verifyModule(*module)))
    return nullptr;
  return module;
}

} // namespace cnnc
