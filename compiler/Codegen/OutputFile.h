//===- OutputFile.h - Files that are whole or not there -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_OUTPUTFILE_H
#define CNNC_COMPILER_CODEGEN_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc {

/// Writes a file beside its place and renames it, so that nobody sees a part of it and a failure leaves what
/// was there before. "-" is the standard output. The error names the file.
llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write,
                      bool executable = false);

/// A directory for the files of one compilation; it disappears with the object, and its files
/// with the program if that is interrupted.
class TemporaryDirectory {
public:
  static llvm::Expected<TemporaryDirectory> create();
  TemporaryDirectory(TemporaryDirectory &&other) : path(other.path), files(std::move(other.files)) {
    other.path.clear();
  }
  ~TemporaryDirectory();

  std::string getFile(llvm::StringRef name) const;
  /// Writes a file and returns its path.
  llvm::Expected<std::string> addFile(llvm::StringRef name, llvm::StringRef contents);

private:
  explicit TemporaryDirectory(llvm::StringRef path) : path(path) {}
  llvm::SmallString<128> path;
  std::vector<std::string> files;
};

} // namespace cnnc

#endif
