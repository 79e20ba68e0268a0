//===- OutputFile.h - Files that are whole or not there -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_OUTPUTFILE_H
#define CNNC_COMPILER_CODEGEN_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc {

/// Writes a file beside its place and renames it, so that nobody sees a part of it and a failure leaves what
/// was there before. "-" is the standard output. The error names the file.
llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write,
                      bool executable = false);

/// A file in memory for what takes paths only: the linker and Halide. It needs no room on a disk, and ends with
/// the object or the program, however that ends.
class MemoryFile {
public:
  static llvm::Expected<MemoryFile> create();
  MemoryFile(MemoryFile &&other) : descriptor(other.descriptor) { other.descriptor = -1; }
  ~MemoryFile();

  std::string getPath() const;
  /// Writes the contents from the beginning.
  llvm::Error write(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write);
  llvm::Error write(llvm::StringRef contents);
  /// The contents, which the buffer shares with the file.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> read() const;

private:
  explicit MemoryFile(int descriptor) : descriptor(descriptor) {}
  int descriptor;
};

} // namespace cnnc

#endif
