//===- Idx.cpp - The format of the MNIST family of data sets --------------===//
#include "runtime/Formats/Idx.h"

#include "runtime/Error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <zlib.h>

namespace cnn::runtime {

namespace {

/// A file that zlib reads, whether it is compressed or not.
class GzipFile {
public:
  explicit GzipFile(const std::string &path) : path(path), file(gzopen(path.c_str(), "rb")) {
    if (!file)
      fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be opened: ", std::strerror(errno));
    gzbuffer(file, 1 << 17);
  }
  ~GzipFile() { gzclose_r(file); }
  GzipFile(const GzipFile &) = delete;
  GzipFile &operator=(const GzipFile &) = delete;

  /// Reads up to `bytes` bytes; fewer only at the end of the file.
  size_t read(uint8_t *destination, size_t bytes) {
    size_t total = 0;
    while (total < bytes) {
      unsigned wanted = static_cast<unsigned>(std::min<size_t>(bytes - total, 1 << 24));
      int count = gzread(file, destination + total, wanted);
      if (count < 0)
        failToRead();
      if (count == 0)
        break;
      total += count;
    }
    if (total < bytes)
      checkEnd();
    return total;
  }

private:
  /// A compressed stream may stop in its middle; zlib tells by an error.
  void checkEnd() {
    int code = Z_OK;
    gzerror(file, &code);
    if (code != Z_OK && code != Z_STREAM_END)
      failToRead();
  }

  [[noreturn]] void failToRead() {
    int code = Z_OK;
    const char *message = gzerror(file, &code);
    if (code == Z_ERRNO)
      fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be read: ", std::strerror(errno));
    if (code == Z_BUF_ERROR)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": the compressed file is truncated");
    fail(CNN_RUNTIME_INVALID_FILE, path, ": the compressed file is damaged: ", message);
  }

  std::string path;
  gzFile file;
};

} // namespace

Tensor readIdx(const std::string &path) {
  GzipFile file(path);
  uint8_t magic[4];
  if (file.read(magic, 4) != 4)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": the file is truncated: it has no IDX header");
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 0x08 || magic[3] == 0 || magic[3] > 8) {
    char found[16];
    std::snprintf(found, sizeof(found), "0x%02x%02x%02x%02x", magic[0], magic[1], magic[2],
                  magic[3]);
    fail(CNN_RUNTIME_INVALID_FILE, path,
         ": expected an IDX file of unsigned bytes (magic number 0x0000080n with n dimensions), "
         "found ",
         found);
  }

  Tensor tensor;
  tensor.type = CNN_UINT8;
  for (int dimension = 0; dimension < magic[3]; ++dimension) {
    uint8_t extent[4];
    if (file.read(extent, 4) != 4)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": the file is truncated inside its header");
    tensor.shape.push_back(static_cast<int64_t>(extent[0]) << 24 | extent[1] << 16 |
                           extent[2] << 8 | extent[3]);
  }

  // The memory grows with what is really there, so that a damaged header does
  // not make the program ask for terabytes.
  uint64_t expected = elementCount(tensor.shape, path);
  constexpr uint64_t portion = 1 << 24;
  while (tensor.data.size() < expected) {
    uint64_t size = tensor.data.size(), wanted = std::min(portion, expected - size);
    tensor.data.resize(size + wanted);
    uint64_t count = file.read(tensor.data.data() + size, wanted);
    if (count < wanted)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": the file is truncated: expected ", expected,
           " bytes for ", describe(CNN_UINT8, tensor.shape), ", found ", size + count);
  }
  uint8_t extra;
  if (file.read(&extra, 1) != 0)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": expected ", expected, " bytes for ",
         describe(CNN_UINT8, tensor.shape), ", found more");
  return tensor;
}

} // namespace cnn::runtime
