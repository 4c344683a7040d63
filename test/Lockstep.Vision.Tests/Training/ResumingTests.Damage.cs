using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training.Resuming;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

public sealed partial class ResumingTests
{
    [Fact]
    public void A_checkpoint_of_another_model_is_refused_and_names_the_tensor()
    {
        var setting = Setting("sgd", "{name: mlp, hidden: [16]}");
        using var trainer = setting.Trainer();
        Train(trainer, setting, until: 1);
        Save(trainer);
        using var wider = Setting("sgd", "{name: mlp, hidden: [17]}").Trainer();
        using var other = Setting("sgd", "linear").Trainer();
        using var adam = Setting("adam", "{name: mlp, hidden: [16]}").Trainer();
        var (_, state) = new ResumePoints(folder.PathOf("resume")).Load("epoch-1-batch-1");
        using (state)
        {
            Assert.Contains("[16, 192], expected Float32 [17, 192]: it is of another model", wider.Misfit(state), StringComparison.Ordinal);
            Assert.Contains("the model has no tensor 'linear.weight': it is of another model", other.Misfit(state), StringComparison.Ordinal);
            Assert.NotNull(adam.Misfit(state));
            Assert.Null(trainer.Misfit(state));
        }
    }

    [Fact]
    public void Damage_anywhere_in_any_file_is_noticed()
    {
        Saved();
        var path = folder.PathOf("resume/epoch-1-batch-1");
        var points = new ResumePoints(folder.PathOf("resume"));
        points.Load("epoch-1-batch-1").State.Dispose();
        foreach (var file in Directory.GetFiles(path))
        {
            var bytes = File.ReadAllBytes(file);
            void Damaged(byte[] content)
            {
                File.WriteAllBytes(file, content);
                Assert.Contains(
                    "resume/epoch-1-batch-1", Assert.Throws<LockstepException>(() => points.Load("epoch-1-batch-1")).Message, StringComparison.Ordinal);
            }

            Damaged(bytes[..^1]);
            Damaged([]);
            Damaged([.. bytes, 0]);
            for (var place = 0; place < bytes.Length - 1; place += Math.Max(1, bytes.Length / 50))
            {
                Damaged([.. bytes[..place], (byte)(bytes[place] ^ 1), .. bytes[(place + 1)..]]);
            }

            File.Delete(file);
            Assert.Throws<LockstepException>(() => points.Load("epoch-1-batch-1"));
            File.WriteAllBytes(file, bytes);
        }

        points.Load("epoch-1-batch-1").State.Dispose();
    }

    [Fact]
    public void Weights_that_became_NaN_in_the_file_are_refused_by_their_name_whatever_the_digests_say()
    {
        Saved();
        var path = folder.PathOf("resume/epoch-1-batch-1");
        var weights = Safetensors.Load(Path.Combine(path, "model.safetensors"));
        using (no_grad())
        {
            weights.First().Value.fill_(float.NaN);
        }

        Safetensors.Save(Path.Combine(path, "model.safetensors"), weights, new Dictionary<string, string>());
        var digest = Lockstep.Files.Sha256.OfFile(Path.Combine(path, "model.safetensors"), TestContext.Current.CancellationToken).Digest;
        var sums = Path.Combine(path, "SHA256SUMS");
        File.WriteAllLines(
            sums, File.ReadAllLines(sums).Select(line => line.EndsWith("model.safetensors", StringComparison.Ordinal) ? $"{digest}  model.safetensors" : line));
        var exception = Assert.Throws<LockstepException>(() => new ResumePoints(folder.PathOf("resume")).Load("epoch-1-batch-1"));
        Assert.Contains($"the tensor 'model: {weights.First().Key}' holds numbers that are NaN", exception.Message, StringComparison.Ordinal);
    }
}
