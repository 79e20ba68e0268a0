//===- FileDiagnosticHandler.cpp - Messages about files without lines ---===//

#include "frontend/FileDiagnosticHandler.h"

#include "frontend/SyntaxErrors.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace cnnc {

static FileLineColLoc findFileWithoutLine(Location location) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  return place && place.getLine() == 0 ? place : FileLineColLoc();
}

static llvm::SourceMgr::DiagKind getKind(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return llvm::SourceMgr::DK_Note;
  case DiagnosticSeverity::Warning:
    return llvm::SourceMgr::DK_Warning;
  case DiagnosticSeverity::Error:
    return llvm::SourceMgr::DK_Error;
  case DiagnosticSeverity::Remark:
    return llvm::SourceMgr::DK_Remark;
  }
  llvm_unreachable("every severity is handled");
}

FileDiagnosticHandler::FileDiagnosticHandler(llvm::SourceMgr &sources, MLIRContext *context, raw_ostream &os)
    : SourceMgrDiagnosticHandler(sources, context, os) {
  setHandler([this, context](Diagnostic &diagnostic) {
    std::string message = diagnostic.str(), explained = explainSyntaxError(message, context);
    if (message == explained)
      return print(diagnostic);
    if (explained.empty() && hasErrors)
      return;
    Diagnostic replaced(diagnostic.getLocation(), diagnostic.getSeverity());
    print(replaced << (explained.empty() ? message : explained));
  });
}

void FileDiagnosticHandler::print(Diagnostic &diagnostic) {
  hasErrors |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
  auto hasLine = [](Diagnostic &part) { return !findFileWithoutLine(part.getLocation()); };
  if (hasLine(diagnostic) && llvm::all_of(diagnostic.getNotes(), hasLine))
    return emitDiagnostic(diagnostic);
  print(diagnostic.getLocation(), diagnostic.str(), diagnostic.getSeverity());
  for (Diagnostic &note : diagnostic.getNotes())
    print(note.getLocation(), note.str(), note.getSeverity());
}

void FileDiagnosticHandler::print(Location location, const Twine &message, DiagnosticSeverity severity) {
  FileLineColLoc place = findFileWithoutLine(location);
  if (!place)
    return emitDiagnostic(location, message, severity);
  // Where there is no line, the layer's name is the place. The frontend's messages and all remarks have it.
  std::string text = message.str();
  if (auto named = dyn_cast<NameLoc>(location); named && severity == DiagnosticSeverity::Error) {
    std::string layer = "'" + named.getName().str() + "'";
    if (!StringRef(text).contains(layer))
      text = layer + ": " + text;
  }
  llvm::SMDiagnostic(place.getFilename().getValue(), getKind(severity), text).print(nullptr, os);
}

} // namespace cnnc
