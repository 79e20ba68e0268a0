//===- Frontend.cpp - From a model's file to the cnn dialect ------------===//

#include "frontend/Frontend.h"

#include "frontend/ONNX/ONNXFrontend.h"
#include "frontend/Text/TextFrontend.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace cnnc {

namespace {
enum class Format { Text, ONNX, Unknown };
} // namespace

static Format findFormat(StringRef path, const llvm::MemoryBuffer &content) {
  StringRef extension = llvm::sys::path::extension(path);
  if (extension == ".mlir" || extension == ".mlirbc" || isBytecode(content))
    return Format::Text;
  if (extension == ".onnx")
    return Format::ONNX;
  StringRef head = content.getBuffer().take_front(1 << 16);
  // An ONNX model begins with field 1, ir_version, a small varint, and names its producer or graph
  // in fields 2 to 8.
  if (head.size() > 3 && head[0] == 0x08 && head[1] > 0 && head[1] < 0x40 && head[2] >= 0x12 && head[2] <= 0x42)
    return Format::ONNX;
  // What has no name may be a part of a network, with an error to come.
  if (path == "-")
    return Format::Text;
  if (!head.contains('\0') && (head.contains("cnn.network") || head.contains("builtin.module")))
    return Format::Text;
  return Format::Unknown;
}

OwningOpRef<ModuleOp> importModel(StringRef path, MLIRContext *context, bool training) {
  auto emitFileError = [&] { return emitError(FileLineColLoc::get(context, path, 0, 0)); };
  if (llvm::sys::fs::is_directory(path))
    return emitFileError() << "expects a model, found a directory", nullptr;
  auto content = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!content)
    return emitFileError() << "cannot open the model: " << content.getError().message(), nullptr;

  switch (findFormat(path, **content)) {
  case Format::Text: {
    llvm::SourceMgr sources;
    sources.AddNewSourceBuffer(std::move(*content), llvm::SMLoc());
    return importText(sources, context);
  }
  case Format::ONNX: {
    FailureOr<OwningOpRef<ModuleOp>> module = importONNX(**content, context, training);
    return succeeded(module) ? std::move(*module) : nullptr;
  }
  case Format::Unknown:
    return emitFileError() << "unknown model format: expects .mlir, .mlirbc or .onnx", nullptr;
  }
  llvm_unreachable("every format is handled");
}

} // namespace cnnc
