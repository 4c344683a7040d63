using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Runs every command of docs/exercises.md and compares what it prints.</summary>
public sealed class ExercisesTests
{
    [Fact]
    public Task The_exercises_print_what_they_say() => Transcript.MatchesAsync("docs/exercises.md", place =>
    {
        place.WithDigits();
        Directory.CreateDirectory(place.PathOf("data"));
        Directory.Move(place.PathOf("digits"), place.PathOf("data/digits-v1"));
        File.WriteAllText(place.PathOf("recipe.yaml"), "seed: 7\ndataset: data/digits-v1\nmodel: linear\ntrain: {batch_size: 16, epochs: 2, lr: "
            + "0.01}\nthreads: 1\n");
        File.Copy(Repository.PathOf("examples/exercises/losses.py"), place.PathOf("losses.py"));
    });
}
