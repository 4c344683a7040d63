using System.Text.Json.Nodes;
using Lockstep.Audit;
using Lockstep.Locks;
using Lockstep.Randomness;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Auditing.Checks;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Demo;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Native;

namespace Lockstep.Vision.Tests.Auditing;

/// <summary>Each check of a training's randomness, on a recipe that violates it and on one that doesn't. Trials are made in this process here.</summary>
[Collection(LibtorchState.Name)]
public sealed class RandomnessChecksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> places = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_recipe_that_repeats_itself_passes_each_check_and_nothing_is_left()
    {
        var report = await AuditAsync("augment: {hflip_prob: 0.5}", Extensions.None, AuditLevel.Full);

        Assert.DoesNotContain(report.Findings, finding => finding.State == FindingState.Opens);
        Assert.Equal(
            [
                "5 steps, in two processes, the same to the bit",
                "5 steps with 1 and with 0 workers, the same to the bit",
                "deterministic algorithms are on, cuDNN's benchmark is off",
                "1 augmentation on 20 images",
                "23 steps, stopped after 11 and resumed, the same result",
            ],
            report.Checks.Where(check => check.Check.Box == AuditedBox.Randomness).Select(check => check.Result?.Evidence));
        Assert.Equal(BoxState.Shut, report.Boxes.Single(box => box.Box == AuditedBox.Randomness).State);
        Assert.Equal(3, places.Count);
        Assert.All(places, place => Assert.False(Directory.Exists(place), place));
    }

    [Fact]
    public async Task An_augmentation_that_draws_from_elsewhere_opens_the_box_by_each_check_that_sees_it()
    {
        var extensions = new Extensions();
        extensions.Augmentations.Add("own", "For a test.", [], _ => new Unseeded());

        var report = await AuditAsync("augment: {own: {}}", extensions, AuditLevel.Full);

        Assert.Equal(
            ["smoke-fails", "first-steps", "worker-count", "repeating-augmentations", "resumed-training"],
            report.Findings.Where(finding => finding.State == FindingState.Opens).Select(finding => finding.Check.Name).Distinct());
        Assert.Equal("made twice, the first steps first differ at step 1, phase augment", report.Findings.First(
            finding => finding.Check.Name == "first-steps").Finding.Evidence);
    }

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, false, "in force were: deterministicAlgorithms off")]
    [InlineData(true, true, "in force were: benchmarkCuDnn on")]
    public async Task Switches_are_those_that_the_process_of_the_first_steps_read_back(bool deterministic, bool benchmark, string? evidence)
    {
        var randomness = new BoxLock(
            Box.Randomness,
            new JsonObject { ["switches"] = new JsonObject { ["deterministicAlgorithms"] = deterministic, ["benchmarkCuDnn"] = benchmark, ["threads"] = 1 } },
            []);
        var report = await AuditAsync(
            "augment: {}", Extensions.None, AuditLevel.Quick,
            (_, _, _) => Task.FromResult(new TrialReply(null, folder.PathOf("no-ledger"), Locks: ["{}", "{}", "{}", randomness.ToJson()])));

        Assert.Equal(evidence, report.Findings.SingleOrDefault(finding => finding.Check.Name == "random-switches")?.Finding.Evidence);
        Assert.Contains("no-ledger", report.Checks.Single(check => check.Check.Name == "first-steps").NotChecked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_that_can_not_be_made_leave_the_box_unchecked_with_the_reason()
    {
        var report = await AuditAsync("augment: {}", Extensions.None, AuditLevel.Quick, (_, _, _) => Task.FromResult(new TrialReply("no such device")));

        var box = report.Boxes.Single(box => box.Box == AuditedBox.Randomness);
        Assert.Equal((BoxState.NotChecked, "first-steps: the first steps could not be made: no such device"), (box.State, box.Reason));
    }

    [Theory]
    [InlineData("1e-30", "parameters move: no parameter moved in 50 steps, though gradients were there: the learning rate, at most ")]
    [InlineData("1e6", "loss falls: ")]
    public async Task A_smoke_test_that_fails_opens_the_box_of_the_code_with_its_reason(string rate, string reason)
    {
        var report = await AuditAsync("augment: {}", Extensions.None, AuditLevel.Full, rate: rate);

        var findings = report.Findings.Where(finding => finding.Check.Name == "smoke-fails").ToArray();
        Assert.Contains(findings, finding => finding.Finding.Evidence.StartsWith(reason, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Equal("lockstep smoke recipe.yaml", finding.Finding.Repair));
        Assert.Equal(BoxState.Open, report.Boxes.Single(box => box.Box == AuditedBox.Code).State);
    }

    private async Task<AuditReport> AuditAsync(
        string augment, Extensions extensions, AuditLevel level, TrialLab.Make? make = null, string rate = "0.01")
    {
        HandwrittenDigits.WriteSnapshot(folder.PathOf("digits"));
        new Snapshot(folder.PathOf("digits")).Seal("digits", TimeProvider.System);
        var recipe = folder.Write("recipe.yaml", $"""
            seed: 3
            dataset: {folder.PathOf("digits")}
            model: linear
            threads: 1
            loader: {"{workers: 1}"}
            train: {"{batch_size: 64, epochs: 3, lr: " + rate + "}"}
            {augment}
            """);
        using (var checks = new VisionChecks(extensions, make ?? ((request, _, cancellation) =>
        {
            places.Add(request.Folder);
            return TrialRunner.RunAsync(request, extensions, cancellation);
        })))
        {
            return await new Auditor(checks.All).AuditAsync(
                new AuditSubject
                {
                    Kind = SubjectKinds.Recipe,
                    Shown = "recipe.yaml",
                    Folder = folder.FullPath,
                    RecipePath = recipe,
                    Level = level,
                    RunsPath = folder.PathOf("runs"),
                },
                baseline: null,
                progress: null,
                TestContext.Current.CancellationToken);
        }
    }

    private sealed class Unseeded : IAugmentation
    {
        private static int s_calls;

        public Image Apply(Image image, ref RandomStream random)
        {
            var by = Interlocked.Increment(ref s_calls);
            return new Image(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)(level + by))]);
        }
    }
}
