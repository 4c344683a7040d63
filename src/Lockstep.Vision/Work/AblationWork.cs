using System.Diagnostics;
using Lockstep.Ablation.Reporting;
using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Reports;

namespace Lockstep.Vision.Work;

/// <summary>A suite that is run and reported.</summary>
public sealed class AblationWork
{
    private const string PageFile = "report.html";

    private readonly RecipeAdditions additions;
    private readonly string runs;
    private readonly string? dataFolder;

    private AblationWork(Suite suite, SuiteFolder folder, string runs, IReadOnlyList<long> seeds, string? dataFolder, RecipeAdditions additions)
    {
        (Suite, Folder, this.runs, Seeds, this.dataFolder, this.additions) = (suite, folder, runs, seeds, dataFolder, additions);
        Planned = PlannedRun.All(suite, seeds, additions);
        if (Planned.FirstOrDefault(run => !RunName.IsOne(run.Name)) is { } odd)
        {
            throw new UsageException($"{RunName.Rule(odd.Name)} Give the suite or the arm a shorter name.");
        }
    }

    /// <summary>As its file says.</summary>
    public Suite Suite { get; }

    /// <summary>Of its report and state.</summary>
    public SuiteFolder Folder { get; }

    /// <summary>Those of the file, then those that were added.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Every run, seed by seed.</summary>
    public IReadOnlyList<PlannedRun> Planned { get; }

    /// <summary>Of the data set; null for commands.</summary>
    public string? DataFolder => dataFolder;

    /// <summary>The page of the report.</summary>
    public string PagePath => Path.Combine(Folder.FullPath, PageFile);

    /// <summary>Reads the suite, and sees that its runs can be made; nothing is made or changed.</summary>
    /// <param name="path">Of the suite's file.</param>
    /// <param name="into">The suite's folder; null for one of its name below <c>ablations</c>.</param>
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="RecipeException">Something in the suite or its base is wrong.</exception>
    public static AblationWork Read(string path, string? into, string runs, Extensions extensions, CancellationToken cancellation)
    {
        var suite = SuiteReader.Read(path, extensions.Recipes);
        var folder = SuiteFolder.Open(into ?? Path.Combine("ablations", suite.Name));
        string? dataFolder = null;
        if (suite is { IsOfCommand: false, RecipePath: { } recipe })
        {
            var file = RecipeFile.Load(recipe, suite.Arms[0].Overrides, extensions);
            var snapshot = file.FindSnapshot(); // that the data are there, before any process says so
            dataFolder = snapshot.Folder;
            if (suite.TestFigure is not null)
            {
                var (data, split) = (file.Recipe.Recipe.Data, file.Recipe.Recipe.Split);
                _ = Dataset.Read(snapshot, NamedSnapshot.ManifestOf(snapshot, cancellation), data, split, file.Source.Split).In(Split.Test, snapshot.Folder);
            }
        }

        return new AblationWork(suite, folder, runs, [.. suite.Seeds.Union(folder.AddedSeeds)], dataFolder, extensions.Recipes);
    }

    /// <summary>The same with more seeds, behind the greatest that there is.</summary>
    public AblationWork WithMoreSeeds(int count)
    {
        var first = Seeds.Max() + 1;
        Folder.AddSeeds(Enumerable.Range(0, count).Select(more => first + more));
        return new AblationWork(Suite, Folder, runs, [.. Suite.Seeds.Union(Folder.AddedSeeds)], dataFolder, additions);
    }

    /// <summary>How far each run is.</summary>
    public IReadOnlyList<(PlannedRun Run, RunLook Look)> Look() => [.. Planned.Select(run => (run, RunLook.At(run, runs, additions)))];

    /// <summary>About how long what is missing takes.</summary>
    /// <param name="more">Seeds that are to be added.</param>
    /// <param name="jobs">Runs at a time.</param>
    public SuiteTime TimeFor(int more, int jobs) => SuiteTime.Of(Suite, Look(), more, jobs, new RunIndex(runs), dataFolder, additions);

    /// <summary>Makes what is missing.</summary>
    /// <param name="program">How this program is started with arguments.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task RunAsync(
        int jobs, Func<IReadOnlyList<string>, ProcessStartInfo> program, IProgress<SuiteProgress> progress, CancellationToken cancellation)
    {
        RunsFolder.RefuseUnwritable(runs);
        return new SuiteRunner(Suite, Folder, runs, additions, program, progress).RunAsync(Planned, jobs, cancellation);
    }

    /// <summary>Makes the report of what is there, and writes it in all its forms.</summary>
    public SuiteReport Report()
    {
        var report = ReportMaker.Of(Suite, Seeds, Planned, Folder, runs, additions);
        Directory.CreateDirectory(Folder.FullPath);
        Folder.Write(PageFile, AblationPage.Of(report));
        Folder.Write("report.md", ReportTables.Markdown(report));
        Folder.Write("report.json", ReportTables.Json(report, Folder.FullPath));
        Folder.Write("report.csv", ReportTables.Csv(report));
        Folder.Looked(Seeds.Count);
        return report;
    }
}
