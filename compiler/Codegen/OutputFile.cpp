//===- OutputFile.cpp - Files that are whole or not there ---------------===//

#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/FileSystem.h"

namespace cnnc {

namespace fs = llvm::sys::fs;

static llvm::Error makeError(llvm::StringRef path, std::error_code error) {
  llvm::StringRef place = path == "-" ? llvm::StringRef("standard output") : path;
  return llvm::createStringError(error, llvm::Twine("cannot write '") + place + "': " + error.message());
}

/// Whether `path` can only be written to, not replaced: the standard output, a device, a pipe.
static bool isStream(llvm::StringRef path) {
  fs::file_status status;
  return path == "-" || (!fs::status(path, status) && fs::is_other(status));
}

std::error_code finishStream(llvm::raw_fd_ostream &stream) {
  stream.flush();
  std::error_code error = stream.error();
  stream.clear_error();
  return error;
}

static std::error_code writeStream(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (error)
    return error;
  write(stream);
  return finishStream(stream);
}

static std::error_code writeBeside(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write,
                                   bool executable) {
  if (fs::is_directory(path))
    return std::make_error_code(std::errc::is_a_directory);
  unsigned mode = fs::all_read | fs::owner_write | (executable ? fs::all_exe : fs::no_perms);
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(path + ".%%%%%%", mode);
  if (!file)
    return llvm::errorToErrorCode(file.takeError());
  llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  write(stream);
  if (std::error_code error = finishStream(stream)) {
    llvm::consumeError(file->discard());
    return error;
  }
  return llvm::errorToErrorCode(file->keep(path));
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write, bool executable) {
  std::error_code error = isStream(path) ? writeStream(path, write) : writeBeside(path, write, executable);
  return error ? makeError(path, error) : llvm::Error::success();
}

} // namespace cnnc
