//===- FileDiagnosticHandler.cpp - Messages about files without lines ---===//

#include "frontend/FileDiagnosticHandler.h"

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

FileDiagnosticHandler::FileDiagnosticHandler(llvm::SourceMgr &sources, MLIRContext *context)
    : SourceMgrDiagnosticHandler(sources, context) {
  setHandler([this](Diagnostic &diagnostic) {
    if (!findFileWithoutLine(diagnostic.getLocation()))
      return emitDiagnostic(diagnostic);
    print(diagnostic.getLocation(), diagnostic.str(), diagnostic.getSeverity());
    for (Diagnostic &note : diagnostic.getNotes())
      print(note.getLocation(), note.str(), note.getSeverity());
  });
}

void FileDiagnosticHandler::print(Location location, const Twine &message, DiagnosticSeverity severity) {
  FileLineColLoc place = findFileWithoutLine(location);
  if (!place)
    return emitDiagnostic(location, message, severity);
  // Where there is no line, a layer's name is the place; the frontend's messages begin with it.
  std::string text = message.str();
  if (auto named = dyn_cast<NameLoc>(location); named && !StringRef(text).contains(named.getName().getValue()))
    text = "'" + named.getName().str() + "': " + text;
  llvm::SMDiagnostic(place.getFilename().getValue(), getKind(severity), text).print(nullptr, os);
}

} // namespace cnnc
