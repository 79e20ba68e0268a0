//===- Error.h - How the runtime reports failures -------------------------===//
//
// Inside the library a failure is an exception that carries a status and one
// complete sentence; the C API and cnn-run turn it into a code and a message.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_ERROR_H
#define CNN_RUNTIME_ERROR_H

#include "cnn/runtime.h"

#include <sstream>
#include <stdexcept>
#include <string>

namespace cnn::runtime {

/// A failure with its status; what() is a message for the user.
class Error : public std::runtime_error {
public:
  Error(cnn_runtime_status status, const std::string &message)
      : std::runtime_error(message), failure(status) {}

  cnn_runtime_status status() const { return failure; }

private:
  cnn_runtime_status failure;
};

/// The parts of a message, written one after another.
template <typename... Parts> std::string concatenate(const Parts &...parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

/// Throws an Error whose message is the parts joined.
template <typename... Parts>
[[noreturn]] void fail(cnn_runtime_status status, const Parts &...parts) {
  throw Error(status, concatenate(parts...));
}

} // namespace cnn::runtime

#endif
