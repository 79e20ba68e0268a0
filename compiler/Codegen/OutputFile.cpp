//===- OutputFile.cpp - Files that are whole or not there ---------------===//

#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

namespace cnnc {

static llvm::Error makeError(llvm::StringRef path, std::error_code error) {
  return llvm::createStringError(error, llvm::Twine("cannot write '") + path + "': " + error.message());
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write, bool executable) {
  if (path == "-") {
    write(llvm::outs());
    llvm::outs().flush();
    if (llvm::outs().has_error()) {
      std::error_code error = llvm::outs().error();
      llvm::outs().clear_error();
      return makeError("standard output", error);
    }
    return llvm::Error::success();
  }
  // Devices (/dev/null, a pipe) cannot be renamed onto.
  llvm::sys::fs::file_status status;
  if (!llvm::sys::fs::status(path, status) && llvm::sys::fs::is_other(status)) {
    std::error_code error;
    llvm::raw_fd_ostream stream(path, error);
    if (error)
      return makeError(path, error);
    write(stream);
    stream.flush();
    error = stream.error();
    stream.clear_error();
    return error ? makeError(path, error) : llvm::Error::success();
  }
  if (llvm::sys::fs::is_directory(path))
    return makeError(path, std::make_error_code(std::errc::is_a_directory));

  namespace fs = llvm::sys::fs;
  unsigned mode = fs::all_read | fs::owner_write | (executable ? fs::all_exe : fs::no_perms);
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(path + ".%%%%%%", mode);
  if (!file)
    return makeError(path, llvm::errorToErrorCode(file.takeError()));
  std::error_code error;
  {
    llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
    write(stream);
    stream.flush();
    error = stream.error();
    stream.clear_error();
  }
  if (error) {
    llvm::consumeError(file->discard());
    return makeError(path, error);
  }
  if (llvm::Error failure = file->keep(path))
    return makeError(path, llvm::errorToErrorCode(std::move(failure)));
  return llvm::Error::success();
}

llvm::Expected<TemporaryDirectory> TemporaryDirectory::create() {
  llvm::SmallString<128> path;
  if (std::error_code error = llvm::sys::fs::createUniqueDirectory("cnnc", path))
    return llvm::createStringError(error, "cannot make a temporary directory: " + error.message());
  return TemporaryDirectory(path);
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path.empty())
    return;
  llvm::sys::fs::remove_directories(path);
  for (const std::string &file : files)
    llvm::sys::DontRemoveFileOnSignal(file);
}

std::string TemporaryDirectory::getFile(llvm::StringRef name) const {
  llvm::SmallString<128> file(path);
  llvm::sys::path::append(file, name);
  return file.str().str();
}

llvm::Expected<std::string> TemporaryDirectory::addFile(llvm::StringRef name, llvm::StringRef contents) {
  std::string file = getFile(name);
  llvm::sys::RemoveFileOnSignal(file);
  files.push_back(file);
  std::error_code error;
  llvm::raw_fd_ostream stream(file, error);
  if (!error) {
    stream << contents;
    stream.flush();
    error = stream.error();
    stream.clear_error();
  }
  if (error)
    return makeError(file, error);
  return file;
}

} // namespace cnnc
