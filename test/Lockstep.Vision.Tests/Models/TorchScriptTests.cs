using System.IO.Compression;
using System.Text;
using Lockstep.Files;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

/// <summary>With a module that Debian's PyTorch scripts.</summary>
[Collection(LibtorchState.Name)]
public sealed class TorchScriptTests : IDisposable
{
    private const string Writer = """
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
                self.drop = nn.Dropout(0.5)
                self.head = nn.Linear(8, 4)

            def forward(self, x):
                return self.head(self.drop(self.body(x).mean([2, 3])))

        class Pair(nn.Module):
            def forward(self, x):
                return x, x

        class Headed(nn.Module):
            def __init__(self):
                super().__init__()
                self.head = nn.Linear(3, 4)

        class Twice(Headed):
            def forward(self, x):
                return self.head(x.mean([2, 3])), x

        class Named(Headed):
            def forward(self, x):
                return {"logits": self.head(x.mean([2, 3]))}

        class Wide(Headed):
            def forward(self, x):
                return self.head(x.mean([2, 3])).double()

        class Nothing(Headed):
            def forward(self, x):
                self.head(x.mean([2, 3]))

        class Raises(Headed):
            def forward(self, x):
                if x.size(1) == 3:
                    raise ValueError("four channels, please")
                return self.head(x.mean([2, 3]))

        class Wrong(Headed):
            def forward(self, x):
                return self.head(x.mean([1, 2]))

        torch.manual_seed(3)
        net = Net()
        torch.save(net.state_dict(), "pickled.pt")
        torch.jit.script(net).save("net.pt")
        torch.jit.freeze(torch.jit.script(net.eval())).save("frozen.pt")
        torch.jit.script(Pair()).save("pair.pt")
        torch.jit.script(Net().double()).save("double.pt")
        for name, odd in {"twice": Twice, "named": Named, "wide": Wide, "nothing": Nothing, "raises": Raises, "wrong": Wrong}.items():
            torch.jit.script(odd()).save(name + ".pt")
        x = (torch.arange(2 * 3 * 8 * 8) % 17).reshape(2, 3, 8, 8) / 17
        torch.jit.trace(Net().train(), x, check_trace=False).save("traced-in-training.pt")
        torch.jit.trace(Net().eval(), x).save("traced-in-evaluation.pt")
        torch.jit.trace(nn.Sequential(nn.Flatten(), nn.Linear(192, 4), nn.Dropout(0.5)).train(), x, check_trace=False).save("traced-dropout.pt")
        with torch.no_grad():
            print(*net.eval()(x).flatten().tolist())
        """;

    private readonly TemporaryFolder folder = new();

    public TorchScriptTests() => NativeLibraries.Load();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Gives_PyTorchs_logits_under_PyTorchs_names_and_saves_and_loads_by_them()
    {
        var logits = (await WriteAsync()).Split(' ').Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        using var model = Load("net.pt");
        model.Try(8, 8, classes: 4);
        using var scope = NewDisposeScope();
        var images = (arange(2 * 3 * 8 * 8) % 17).reshape(2, 3, 8, 8).to(float32) / 17;
        model.eval();
        Assert.All(logits.Zip(model.forward(images).data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
        Assert.Equal(
            [
                "body.0.bias", "body.0.weight", "body.1.bias", "body.1.num_batches_tracked", "body.1.running_mean", "body.1.running_var",
                "body.1.weight", "head.bias", "head.weight"
            ],
            model.state_dict().Keys.Order(StringComparer.Ordinal));

        Safetensors.Save(folder.PathOf("net.safetensors"), model.state_dict(), new Dictionary<string, string>());
        using var other = Load("net.pt");
        using (no_grad())
        {
            foreach (var parameter in other.parameters())
            {
                parameter.zero_();
            }
        }

        StartingWeights.Put(other, new Lockstep.Recipes.ModelRecipe("torchscript")
        {
            Weights = folder.PathOf("net.safetensors"),
            Sha256 = Sha256.Of(File.ReadAllBytes(folder.PathOf("net.safetensors")))
        });
        Assert.Equal(Safetensors.DigestOf(model.state_dict()), Safetensors.DigestOf(other.state_dict()));
    }

    [Fact]
    public async Task Trains_in_both_formats_with_its_batch_norm_and_dropout_and_the_same_to_the_bit_each_time()
    {
        await WriteAsync();
        Determinism.Set("strict", threads: 2);
        foreach (var channelsLast in (bool[])[false, true])
        {
            var first = Trained(channelsLast, []);
            Assert.Equal(first.Keys, Trained(channelsLast, []).Keys);
            Assert.Equal(first, Trained(channelsLast, []));
            using var fresh = Load("net.pt");
            Assert.All(fresh.state_dict(), entry => Assert.NotEqual(Digest(entry.Value), first[entry.Key]));
        }
    }

    [Fact]
    public async Task Frozen_parts_of_it_do_not_move_batch_norm_neither()
    {
        await WriteAsync();
        var trained = Trained(channelsLast: false, ["body.*"]);
        using var fresh = Load("net.pt");
        Assert.Equal(
            ["head.bias", "head.weight"],
            fresh.state_dict().Where(entry => Digest(entry.Value) != trained[entry.Key]).Select(entry => entry.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_trained_is_refused_with_the_reason()
    {
        await WriteAsync();
        string Refusal(string name, int classes = 4) => Assert.Throws<LockstepException>(() =>
        {
            using var model = Load(name);
            model.Try(8, 8, classes);
        }).Message;

        Assert.Contains("gives [2, 4], expected [2, 7]", Refusal("net.pt", classes: 7), StringComparison.Ordinal);
        Assert.Contains("it gives a tuple of 2, expected one tensor N×classes", Refusal("twice.pt"), StringComparison.Ordinal);
        Assert.All(["named.pt", "nothing.pt"], name => Assert.Contains("expected one tensor N×classes", Refusal(name), StringComparison.Ordinal));
        Assert.Contains("it gives numbers of the type Float64, expected 32-bit floats", Refusal("wide.pt"), StringComparison.Ordinal);
        Assert.EndsWith(": four channels, please.", Refusal("raises.pt"), StringComparison.Ordinal);
        Assert.EndsWith(": mat1 and mat2 shapes cannot be multiplied (2x8 and 3x4).", Refusal("wrong.pt"), StringComparison.Ordinal);
        Assert.Contains("no parameters", Refusal("frozen.pt"), StringComparison.Ordinal);
        Assert.Contains("no parameters", Refusal("pair.pt"), StringComparison.Ordinal);
        Assert.Contains("is of type Float64", Refusal("double.pt"), StringComparison.Ordinal);
        Assert.Contains("no TorchScript. Write it with 'torch.jit.script(model).save(…)'", Refusal("pickled.pt"), StringComparison.Ordinal);
        var pinned = new string('0', 64);
        Assert.Contains(
            pinned, Assert.Throws<LockstepException>(() => TorchScriptModel.Load(folder.PathOf("net.pt"), pinned)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_does_not_heed_train_and_eval_is_refused_or_warned_of()
    {
        await WriteAsync();
        IReadOnlyList<string> Said(string name)
        {
            using var model = Load(name);
            return ModeCheck.Check(model, 8, 8);
        }

        Assert.Empty(Said("net.pt"));
        Assert.Contains("it changes its 'body.1.", Assert.Throws<LockstepException>(() => Said("traced-in-training.pt")).Message, StringComparison.Ordinal);
        Assert.StartsWith("Model: 1 of its 1 batch norms keep their statistics in training, "
            + "'body.1' first", Assert.Single(Said("traced-in-evaluation.pt")), StringComparison.Ordinal);
        Assert.Equal([Validation.DrawsWarning], Said("traced-dropout.pt"));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        await WriteAsync();
        var whole = await File.ReadAllBytesAsync(folder.PathOf("net.pt"), TestContext.Current.CancellationToken);
        Damaged(whole[..(whole.Length / 2)]);
        Damaged(whole[..^30]);
        Damaged([]);
        Damaged("def forward(self, x): return x"u8.ToArray());
        Damaged(Changed(whole, "forward", (name, text) =>
            name.EndsWith(".py", StringComparison.Ordinal) ? text.Replace("return", "retrun (", StringComparison.Ordinal) : text));
        Damaged(Changed(whole, "", (name, text) => name.EndsWith("data.pkl", StringComparison.Ordinal) ? "not a pickle" : text));
        Damaged(Changed(whole, "", (name, text) => name.EndsWith("/version", StringComparison.Ordinal) ? "999" : text));

        void Damaged(byte[] bytes)
        {
            File.WriteAllBytes(folder.PathOf("damaged.pt"), bytes);
            Assert.StartsWith(folder.PathOf("damaged.pt"), Assert.Throws<LockstepException>(() => Load("damaged.pt")).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The archive with entries' texts changed and everything else as it is.</summary>
    private static byte[] Changed(byte[] archive, string within, Func<string, string, string> change)
    {
        using var result = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(archive)))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in from.Entries)
            {
                using var reader = entry.Open();
                using var bytes = new MemoryStream();
                reader.CopyTo(bytes);
                var text = Encoding.Latin1.GetString(bytes.ToArray());
                using var writer = to.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                writer.Write(Encoding.Latin1.GetBytes(text.Contains(within, StringComparison.Ordinal) ? change(entry.FullName, text) : text));
            }
        }

        return result.ToArray();
    }

    /// <summary>The digest of every parameter and buffer after three steps.</summary>
    private SortedDictionary<string, string> Trained(bool channelsLast, string[] freeze)
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = Load("net.pt");
        if (channelsLast)
        {
            MemoryFormat.ToChannelsLast(model);
        }

        var frozen = FrozenParts.Of(model, freeze);
        using var optimizer = optim.SGD(model.parameters().Where(parameter => parameter.requires_grad), 0.1, momentum: 0.9);
        for (var step = 0; step < 3; step++)
        {
            model.train();
            Assert.True(model.training);
            frozen.KeepStatistics();
            optimizer.zero_grad();
            var images = rand(4, 8, 8, 3);
            var loss = nn.functional.cross_entropy(
                model.forward(channelsLast ? images.permute(0, 3, 1, 2) : images.permute(0, 3, 1, 2).contiguous()), tensor((long[])[0, 1, 2, 3]));
            Assert.True(float.IsFinite(loss.item<float>()));
            loss.backward();
            optimizer.step();
            model.eval();
            Assert.False(model.training);
        }

        return new SortedDictionary<string, string>(model.state_dict().ToDictionary(entry => entry.Key, entry => Digest(entry.Value)), StringComparer.Ordinal);
    }

    private static string Digest(Tensor value) => Safetensors.DigestOf(new Dictionary<string, Tensor> { ["value"] = value });

    /// <summary>From a file, since torch.jit reads the source.</summary>
    private async Task<string> WriteAsync()
    {
        await File.WriteAllTextAsync(folder.PathOf("writer.py"), Writer, TestContext.Current.CancellationToken);
        return await Python.RunAsync(folder.FullPath, "writer.py");
    }

    private TorchScriptModel Load(string name) => TorchScriptModel.Load(folder.PathOf(name), Sha256.Of(File.ReadAllBytes(folder.PathOf(name))));
}
