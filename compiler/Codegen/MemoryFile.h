//===- MemoryFile.h - Files in memory -----------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_MEMORYFILE_H
#define CNNC_COMPILER_CODEGEN_MEMORYFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc {

/// A file in memory for what takes paths only: the linker, the loader and Halide. It needs no room on a disk, and
/// ends with the object or the program, however that ends.
class MemoryFile {
public:
  static llvm::Expected<MemoryFile> create();
  /// One with what `write` writes, or with `contents`.
  static llvm::Expected<MemoryFile> create(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write);
  static llvm::Expected<MemoryFile> create(llvm::StringRef contents);
  MemoryFile(MemoryFile &&other) : descriptor(other.descriptor) { other.descriptor = -1; }
  ~MemoryFile();

  std::string getPath() const;
  /// Writes the contents from the beginning.
  llvm::Error write(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write);
  /// The contents, which the buffer shares with the file.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> read() const;

private:
  explicit MemoryFile(int descriptor) : descriptor(descriptor) {}
  int descriptor;
};

} // namespace cnnc

#endif
