//===- AtomicFile.cpp - Writing a file all or nothing ---------------------===//
#include "runtime/Formats/AtomicFile.h"

#include "runtime/Error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace cnn::runtime {

namespace filesystem = std::filesystem;

AtomicFile::AtomicFile(const std::string &path) : name(path), destination(path) {
  std::error_code ignored;
  filesystem::path resolved = filesystem::canonical(path, ignored);
  if (!ignored)
    destination = resolved.string();

  struct stat status = {};
  bool exists = stat(destination.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode))
    fail(CNN_RUNTIME_FILE_FAILED, name, ": cannot be written: it is a directory");
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor = open(destination.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    temporary = concatenate(destination, ".", getpid(), ".partial");
    descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor >= 0 && exists)
      fchmod(descriptor, status.st_mode & 07777);
  }
  if (descriptor < 0) {
    int problem = errno;
    temporary.clear(); // nothing was created
    failToWrite(problem);
  }
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::write(const void *data, size_t bytes) {
  const char *position = static_cast<const char *>(data);
  while (bytes > 0) {
    ssize_t written = ::write(descriptor, position, bytes);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      failToWrite(errno);
    position += written;
    bytes -= written;
  }
}

void AtomicFile::commit() {
  // Pipes and devices answer EINVAL: they have nothing to make durable.
  if (fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
    failToWrite(errno);
  int closed = close(descriptor);
  descriptor = -1;
  if (closed != 0)
    failToWrite(errno);
  if (temporary.empty())
    return;
  if (rename(temporary.c_str(), destination.c_str()) != 0)
    failToWrite(errno);
  temporary.clear();
  // The new name is durable only once its directory is.
  std::string folder = filesystem::path(destination).parent_path().string();
  int directory = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    fsync(directory);
    close(directory);
  }
}

void AtomicFile::failToWrite(int errorNumber) {
  std::error_code ignored;
  bool keepsOld = !temporary.empty() && filesystem::exists(destination, ignored);
  discard();
  fail(CNN_RUNTIME_FILE_FAILED, name, ": cannot be written: ", std::strerror(errorNumber),
       keepsOld ? "; the file that was there is kept" : "");
}

void AtomicFile::discard() {
  if (descriptor >= 0)
    close(descriptor);
  descriptor = -1;
  if (!temporary.empty())
    unlink(temporary.c_str());
  temporary.clear();
}

std::vector<uint8_t> readFile(const std::string &path) {
  int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be opened: ", std::strerror(errno));
  std::vector<uint8_t> contents;
  struct stat status = {};
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
    contents.reserve(status.st_size + 1);
  ssize_t count;
  do {
    size_t size = contents.size();
    contents.resize(std::max(contents.capacity(), size + 65536));
    count = read(descriptor, contents.data() + size, contents.size() - size);
    int problem = errno;
    contents.resize(size + (count > 0 ? count : 0));
    if (count < 0 && problem != EINTR) {
      close(descriptor);
      fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be read: ", std::strerror(problem));
    }
  } while (count != 0);
  close(descriptor);
  return contents;
}

void writeFile(const std::string &path, const std::string &text) {
  AtomicFile file(path);
  file.write(text.data(), text.size());
  file.commit();
}

} // namespace cnn::runtime
