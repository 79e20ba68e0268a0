//===- ProgressBar.cpp - Training progress on a terminal ------------------===//
#include "runtime/Training/ProgressBar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cnn::runtime {

namespace {

template <typename... Values> std::string print(const char *format, Values... values) {
  char text[160];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

unsigned terminalWidth() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string formatDuration(double seconds) {
  auto whole = static_cast<unsigned long long>(std::max(0.0, std::ceil(seconds)));
  if (whole >= 3600)
    return print("%llu:%02llu:%02llu", whole / 3600, whole / 60 % 60, whole % 60);
  return print("%llu:%02llu", whole / 60, whole % 60);
}

std::string formatProgress(const StepReport &report, unsigned width) {
  double done = static_cast<double>(report.epochDone) / static_cast<double>(report.epochSize);
  std::string head = print("epoch %llu/%llu ", static_cast<unsigned long long>(report.epoch),
                           static_cast<unsigned long long>(report.epochs));
  std::string tail = print(" %3.0f %%  loss %.4f", std::floor(100 * done), report.loss);
  if (report.accuracy)
    tail += print("  accuracy %.2f %%", 100 * *report.accuracy);
  tail += print("  %.0f images/s  ", report.imagesPerSecond);
  // The batch follows from the steps, whatever part of an epoch they are.
  double left = static_cast<double>(report.epochs * report.epochSize) *
                (1 - static_cast<double>(report.step) / static_cast<double>(report.steps));
  tail += formatDuration(left / std::max(report.imagesPerSecond, 1e-9)) + " left";

  size_t room = width > head.size() + tail.size() + 2 ? width - head.size() - tail.size() - 2 : 0;
  room = std::min<size_t>(room, 30);
  auto filled = static_cast<size_t>(done * static_cast<double>(room));
  std::string bar =
      room < 4 ? "" : "[" + std::string(filled, '#') + std::string(room - filled, '-') + "]";
  return (head + bar + tail).substr(0, width);
}

std::string formatEpoch(const EpochReport &report, uint64_t epochs) {
  std::string text = print("epoch %llu/%llu: loss %.4f", static_cast<unsigned long long>(report.epoch),
                           static_cast<unsigned long long>(epochs), report.loss);
  if (report.trainAccuracy)
    text += print(", accuracy %.2f %%", 100 * *report.trainAccuracy);
  if (report.testAccuracy)
    text += print(", test accuracy %.2f %%", 100 * *report.testAccuracy);
  return text + print(", %.0f images/s", report.imagesPerSecond);
}

ProgressBar::ProgressBar() : terminal(isatty(STDERR_FILENO)) {}

void ProgressBar::show(const StepReport &report) {
  auto now = std::chrono::steady_clock::now();
  if (!terminal || (visible && now - lastDrawn < std::chrono::milliseconds(100)))
    return;
  lastDrawn = now;
  visible = true;
  std::fprintf(stderr, "\r\033[K%s", formatProgress(report, terminalWidth() - 1).c_str());
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!visible)
    return;
  visible = false;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

} // namespace cnn::runtime
