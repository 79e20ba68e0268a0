// Trains LeNet-5 to tell apart stripes of ten directions, then classifies new ones. The network, its
// training step and its threads are inside this program: it needs no file and no library.

#include "lenet5.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace {

constexpr int batch = LENET5_BATCH, size = 32, classes = 10;

/// A batch of noisy stripes; label k has the direction k * 18 degrees.
class Stripes {
public:
  std::vector<float> images = std::vector<float>(batch * size * size);
  std::vector<int32_t> labels = std::vector<int32_t>(batch);

  void draw() {
    std::uniform_real_distribution<float> phase(-0.7f, 0.7f);
    std::normal_distribution<float> noise(0.0f, 0.3f);
    for (int n = 0; n < batch; ++n) {
      labels[n] = random() % classes;
      float angle = labels[n] * 3.14159f / classes, shift = phase(random);
      for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
          images[(n * size + y) * size + x] =
              std::sin(0.8f * (x * std::cos(angle) + y * std::sin(angle)) + shift) + noise(random);
    }
  }

private:
  std::mt19937 random{7};
};

} // namespace

int main() {
  lenet5 network;
  if (lenet5_create(&network, 0) != CNN_OK) {
    std::fprintf(stderr, "the network does not run on this machine\n");
    return 1;
  }
  Stripes stripes;
  for (int step = 0; step <= 100; ++step) {
    stripes.draw();
    float loss = 0.0f;
    int32_t correct = 0;
    if (lenet5_train_step(&network, stripes.images.data(), stripes.labels.data(), &loss, &correct) != CNN_OK) {
      std::fprintf(stderr, "%s\n", lenet5_last_error(&network));
      lenet5_destroy(&network);
      return 1;
    }
    if (step % 25 == 0)
      std::printf("step %3d: loss %.4f, %d of %d right\n", step, loss, correct, batch);
  }

  stripes.draw();
  std::vector<float> probabilities(batch * classes);
  cnn_status status = lenet5_infer(&network, batch, stripes.images.data(), probabilities.data());
  int right = 0;
  for (int n = 0; n < batch; ++n) {
    const float *row = &probabilities[n * classes];
    right += std::max_element(row, row + classes) - row == stripes.labels[n];
  }
  std::printf("new stripes: %d of %d right\n", right, batch);
  lenet5_destroy(&network);
  return status == CNN_OK && right > batch * 9 / 10 ? 0 : 1;
}
