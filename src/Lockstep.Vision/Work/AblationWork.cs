using System.Diagnostics;
using Lockstep.Ablation.Reporting;
using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Reports;

namespace Lockstep.Vision.Work;

/// <summary>A suite that is run and reported.</summary>
public sealed class AblationWork
{
    private const string PageFile = "report.html";

    private readonly RecipeAdditions additions;
    private readonly string runs;

    private AblationWork(Suite suite, SuiteFolder folder, string runs, IReadOnlyList<long> seeds, RecipeAdditions additions)
    {
        (Suite, Folder, this.runs, Seeds, this.additions) = (suite, folder, runs, seeds, additions);
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

    /// <summary>The page of the report.</summary>
    public string PagePath => Path.Combine(Folder.FullPath, PageFile);

    /// <summary>Reads the suite, and sees that its runs can be made; nothing is made or changed.</summary>
    /// <param name="path">Of the suite's file.</param>
    /// <param name="into">The suite's folder; null for one of its name below <c>ablations</c>.</param>
    /// <param name="runs">The folder that holds the runs.</param>
    /// <exception cref="RecipeException">Something in the suite or its base is wrong.</exception>
    public static AblationWork Read(string path, string? into, string runs, Extensions extensions)
    {
        var suite = SuiteReader.Read(path, extensions.Recipes);
        var folder = SuiteFolder.Open(into ?? Path.Combine("ablations", suite.Name));
        if (suite is { IsOfCommand: false, RecipePath: { } recipe })
        {
            _ = RecipeFile.Load(recipe, suite.Arms[0].Overrides, extensions).FindSnapshot(); // that the data are there, before any process says so
        }

        return new AblationWork(suite, folder, runs, [.. suite.Seeds.Union(folder.AddedSeeds)], extensions.Recipes);
    }

    /// <summary>The same with more seeds, behind the greatest that there is.</summary>
    public AblationWork WithMoreSeeds(int count)
    {
        var first = Seeds.Max() + 1;
        Folder.AddSeeds(Enumerable.Range(0, count).Select(more => first + more));
        return new AblationWork(Suite, Folder, runs, [.. Suite.Seeds.Union(Folder.AddedSeeds)], additions);
    }

    /// <summary>How far each run is.</summary>
    public IReadOnlyList<(PlannedRun Run, RunLook Look)> Look() => [.. Planned.Select(run => (run, RunLook.At(run, runs, additions)))];

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
