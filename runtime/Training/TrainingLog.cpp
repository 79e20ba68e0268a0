//===- TrainingLog.cpp - A table with a row for each epoch ----------------===//
#include "runtime/Training/TrainingLog.h"

#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iomanip>
#include <locale>

namespace cnn::runtime {

static const std::string header = "epoch,step,loss,train_accuracy,images_per_second,test_accuracy";

/// The header and the rows up to and including step `last` of an existing log. A last row
/// without its end, torn by a full disk, is of an epoch that will be made again.
static std::string rowsUpTo(const std::string &path, uint64_t last) {
  std::vector<uint8_t> bytes = readFile(path);
  std::istringstream stream(std::string(bytes.begin(), bytes.end()));
  std::string line, kept = header + "\n";
  if (std::getline(stream, line) && line != header)
    fail(CNN_RUNTIME_INVALID_FILE, path, ":1: expected the header of a training log '", header,
         "', found '", line.substr(0, 200), "'");
  for (unsigned number = 2; std::getline(stream, line) && !stream.eof(); ++number) {
    uint64_t epoch = 0, step = 0;
    int used = 0;
    if (std::sscanf(line.c_str(), "%lu,%lu,%n", &epoch, &step, &used) != 2 || used == 0)
      fail(CNN_RUNTIME_INVALID_FILE, path, ":", number,
           ": expected a row that begins with an epoch and a step, found '", line.substr(0, 200),
           "'");
    if (step <= last)
      kept += line + "\n";
  }
  return kept;
}

TrainingLog::TrainingLog(const std::string &path, std::optional<uint64_t> resumeAtStep)
    : path(path) {
  std::error_code ignored;
  bool goesOn = resumeAtStep && std::filesystem::is_regular_file(path, ignored);
  if (goesOn)
    writeFile(path, rowsUpTo(path, *resumeAtStep));
  file.reset(std::fopen(path.c_str(), goesOn ? "ae" : "we"));
  if (!file)
    fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be written: ", std::strerror(errno));
  if (!goesOn)
    write(header + "\n");
}

void TrainingLog::append(const EpochReport &report) {
  std::ostringstream row;
  row.imbue(std::locale::classic()); // whatever the application's is
  auto writeKnown = [&](std::optional<double> accuracy) {
    if (accuracy)
      row << std::setprecision(6) << *accuracy;
  };
  // Nine digits tell any two losses apart in single precision.
  row << report.epoch << "," << report.step << "," << std::setprecision(9) << report.loss << ",";
  writeKnown(report.trainAccuracy);
  row << "," << std::llround(report.imagesPerSecond) << ",";
  writeKnown(report.testAccuracy);
  row << "\n";
  write(row.str());
}

void TrainingLog::write(const std::string &text) {
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0)
    fail(CNN_RUNTIME_FILE_FAILED, path, ": cannot be written: ", std::strerror(errno));
}

} // namespace cnn::runtime
