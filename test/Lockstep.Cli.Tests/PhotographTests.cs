namespace Lockstep.Cli.Tests;

/// <summary>On real photographs; found through LOCKSTEP_TEST_DATA.</summary>
public sealed class PhotographTests
{
    [Fact]
    public async Task The_specifications_recipe_gives_the_same_files_twice_and_with_any_workers()
    {
        var flowers = Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", "flowers");
        Assert.SkipUnless(Directory.Exists(flowers), "needs photographs: set LOCKSTEP_TEST_DATA to a folder that holds flowers/{train,val}/<class>/*.jpg");
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("config.yaml"), $$"""
            # config.yaml
            seed: 1337
            dataset: {{flowers}}
            train:
              batch_size: 64
              epochs: 10
              lr: 0.001
            augment:
              resize: [224, 224]
              hflip_prob: 0.5
              color_jitter: {brightness: 0.1, contrast: 0.1, saturation: 0.1, hue: 0.05}
            """);
        var ids = new HashSet<(string, string, string)>();
        foreach (var workers in (int[])[2, 0])
        {
            // One epoch of smaller pictures here; the full ten are a matter of minutes: drop the two settings.
            var answer = await place.JsonAsync(
                0, "train", "config.yaml", "--set", "train.epochs=1", "--set", "augment.resize=[96, 96]", "--set", $"loader.workers={workers}");
            var sums = await place.ShellAsync($"cd '{answer.Text("folder")}/checkpoints' && sha256sum best.safetensors last.safetensors");
            ids.Add((answer.Text("lockId"), answer.Text("resultId"), sums));
        }

        Assert.Single(ids);
    }
}
