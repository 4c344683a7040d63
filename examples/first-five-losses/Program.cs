// The deterministic training loop that the documentation of PyTorch users opens with, in TorchSharp:
// the same seed, the same draws in the same order, and so the very number that PyTorch prints.
using System.Globalization;
using Lockstep.Vision.Native;
using static TorchSharp.torch;

const int Seed = 42;
Determinism.Set("strict", threads: get_num_threads());
manual_seed(Seed);

var x = randn(512, 3, 32, 32);
var y = randint(0, 10, [512]);

// PyTorch's DataLoader draws a base seed for its workers from its generator before each epoch's permutation.
// Only that 64 bits are drawn matters here, not their value; a bound of 2^62 draws as many.
var generator = new Generator(Seed);
IEnumerable<(Tensor, Tensor)> Loader(int batchSize)
{
    _ = empty(1, int64).random_(0, 1L << 62, generator);
    var order = randperm(512, generator: generator);
    for (var start = 0; start < 512; start += batchSize)
    {
        var batch = order[TensorIndex.Slice(start, start + batchSize)];
        yield return (x[batch], y[batch]);
    }
}

var model = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10));
var optimizer = optim.SGD(model.parameters(), 0.1);
var lossFunction = nn.CrossEntropyLoss();

var losses = new List<double>();
for (var epoch = 0; epoch < 2; epoch++)
{
    foreach (var (xb, yb) in Loader(batchSize: 64))
    {
        optimizer.zero_grad();
        var loss = lossFunction.forward(model.forward(xb), yb);
        loss.backward();
        optimizer.step();
        losses.Add(loss.item<float>());
    }
}

Console.WriteLine(Math.Round(losses.Take(5).Sum(), 6).ToString(CultureInfo.InvariantCulture));
