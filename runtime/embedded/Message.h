//===- Message.h - A session's error message --------------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_MESSAGE_H
#define CNN_RUNTIME_EMBEDDED_MESSAGE_H

#include <atomic>
#include <cstdarg>
#include <cstdio>

namespace cnn::runtime::embedded {

/// Text of bounded length. Several threads may report at once; the first wins,
/// for what follows an error is mostly its consequence.
class Message {
public:
  /// Forgets the text. Not while others report.
  void clear() {
    buffer[0] = '\0';
    reported.store(false, std::memory_order_relaxed);
  }

  /// Keeps the text if none was reported since clear().
  [[gnu::format(printf, 2, 3)]] void report(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    reportList(format, arguments);
    va_end(arguments);
  }

  void reportList(const char *format, va_list arguments) {
    if (!reported.exchange(true, std::memory_order_relaxed))
      vsnprintf(buffer, sizeof buffer, format, arguments);
  }

  /// Read it when those who report are done.
  const char *text() const { return buffer; }

private:
  std::atomic<bool> reported{false};
  char buffer[1024] = "";
};

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_MESSAGE_H
