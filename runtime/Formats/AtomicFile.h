//===- AtomicFile.h - Writing a file all or nothing -----------------------===//
#ifndef CNN_RUNTIME_FORMATS_ATOMICFILE_H
#define CNN_RUNTIME_FORMATS_ATOMICFILE_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cnn::runtime {

/// A file that is written beside its destination and renamed over it by
/// commit(), so that a reader sees the old file or the new one, whole. A
/// failure, a full disk say, leaves the old file as it was. Devices and pipes
/// (/dev/stdout) are written directly.
class AtomicFile {
public:
  explicit AtomicFile(const std::string &path);
  ~AtomicFile();
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;

  void write(const void *data, size_t bytes);
  /// Makes the contents durable and visible under the destination's name.
  void commit();

private:
  [[noreturn]] void failToWrite(int errorNumber);
  void discard();

  std::string name;        // as the user gave it, for messages
  std::string destination; // with symbolic links resolved
  std::string temporary;   // empty when the destination is written directly
  int descriptor = -1;
};

/// The whole contents of a file.
std::vector<uint8_t> readFile(const std::string &path);

/// Writes `text` as the whole contents of a file.
void writeFile(const std::string &path, const std::string &text);

} // namespace cnn::runtime

#endif
