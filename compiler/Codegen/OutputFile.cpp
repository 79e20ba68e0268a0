//===- OutputFile.cpp - Files that are whole or not there ---------------===//

#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include <sys/mman.h>
#include <unistd.h>

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

/// What went wrong with a stream that is written to its end. A stream that is not asked ends the program.
static std::error_code finish(llvm::raw_fd_ostream &stream) {
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
  return finish(stream);
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
  if (std::error_code error = finish(stream)) {
    llvm::consumeError(file->discard());
    return error;
  }
  return llvm::errorToErrorCode(file->keep(path));
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write, bool executable) {
  std::error_code error = isStream(path) ? writeStream(path, write) : writeBeside(path, write, executable);
  return error ? makeError(path, error) : llvm::Error::success();
}

llvm::Expected<MemoryFile> MemoryFile::create() {
  int descriptor = memfd_create("cnnc", MFD_CLOEXEC);
  if (descriptor < 0) {
    std::error_code error = llvm::errnoAsErrorCode();
    return llvm::createStringError(error, "cannot make a file in memory: " + error.message());
  }
  return MemoryFile(descriptor);
}

MemoryFile::~MemoryFile() {
  if (descriptor >= 0)
    close(descriptor);
}

std::string MemoryFile::getPath() const { return "/proc/self/fd/" + std::to_string(descriptor); }

llvm::Error MemoryFile::write(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false);
  llvm::Error error = write(stream);
  std::error_code failure = finish(stream);
  if (error || !failure)
    return error;
  // Memory has no room to run out of, but files in it fall under the limit of all files.
  llvm::StringRef reason = failure == std::errc::file_too_large ? " (the limit is ulimit -f)" : "";
  return llvm::createStringError(failure, "cannot write a file in memory: " + failure.message() + reason);
}

llvm::Error MemoryFile::write(llvm::StringRef contents) {
  return write([&](llvm::raw_pwrite_stream &stream) {
    stream << contents;
    return llvm::Error::success();
  });
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> MemoryFile::read() const {
  auto buffer = llvm::MemoryBuffer::getFile(getPath(), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), "cannot read from memory: " + buffer.getError().message());
  return std::move(*buffer);
}

} // namespace cnnc
