namespace Lockstep.Cli.Tests;

/// <summary>
/// The folders of each project stand in an order, from low to high; a type uses only what is in its own folder and in those before it.
/// So no two folders know each other, and what is low can be read, tested and moved without what is above it.
/// </summary>
public sealed class FolderOrderTests
{
    private static readonly ProjectFolders[] s_projects =
    [
        new("Lockstep",
            [
                "", "Text", "Files", "Archives", "Syntax", "Schema", "Recipes", "Locks", "Environments", "Randomness", "Statistics", "Snapshots",
                "Snapshots/Downloads",
                "Snapshots/Stores", "Samples/Formats", "Samples", "Ledgers", "Ledgers/Commands", "Runs", "Invariants", "Checks",
                "Code", "Code/Restoring", "Compare", "Explaining",
                "Exec/Parameters", "Exec/Metrics", "Exec/Contents/Nodes", "Exec/Contents/Pickles", "Exec/Contents",
                "Exec/Outputs", "Exec/Streams",
                "Exec/Processes/Native", "Exec/Processes/Opened", "Exec/Processes", "Exec/Python", "Exec/Packages", "Exec",
                "Environments/Restoring", "Environments/Bom", "Smoke",
                "Ablation/Suites", "Ablation/Running", "Ablation/Reporting",
                "Audit/Projects", "Audit/Python", "Audit", "Audit/Checklists", "Audit/Checks",
                "Sharing", "Sharing/Bundles", "Environments/Images", "Sharing/Bags", "Sharing/Croissant", "Sharing/Dvc", "Answers"
            ],
            []),
        new("Lockstep.Vision",
            [
                "Native", "Tensors", "Images/Headers", "Images", "Drawing", "Augmentation", "Augmentation/Preview", "Loading", "Inspection", "Models",
                "Losses", "Training/Optimizers", "Training/Schedules", "Extending", "Augmentation/Check", "Tasks", "Evaluation",
                "Training/Recording", "Training", "Training/Resuming", "Checkpoints", "Environments",
                "Reports", "Tasks/Classification", "Runs", "Explaining", "Benchmarks", "Work",
                "Auditing/Images", "Auditing", "Auditing/Checks", "Answers", "Demo"
            ],
            []),
        new("Lockstep.Cli", ["Frame", "Display", "Explaining", "Commands/Augment", "Commands/Data", "Commands/Env", "Commands/Runs", "Commands", ""], []),
    ];

    public static TheoryData<string> Projects => [.. s_projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_only_those_before_it(string name)
    {
        var project = s_projects.Single(project => project.Name == name);
        var upward = FolderUses.Of(name).Where(use => project.PlaceOf(use.ToFolder) > project.PlaceOf(use.FromFolder)).ToArray();

        Assert.Empty(upward.Where(use => !project.Allowed.Contains(use.Folders)).Order());
        Assert.Empty(project.Allowed.Except(upward.Select(use => use.Folders)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_order_names_every_folder_and_no_other(string name)
    {
        var project = s_projects.Single(project => project.Name == name);

        Assert.Equal(project.Order.Order(StringComparer.Ordinal), SourceFolders.Of(name).Select(file => file.Folder).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_namespace_of_a_file_is_its_folder(string name)
    {
        var files = SourceFolders.Of(name);

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => file.Namespace != file.NamespaceOfFolder).Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Uses_are_read_from_signatures_bodies_and_using_lines_alike()
    {
        var uses = FolderUses.Of("Lockstep").ToArray();

        Assert.Contains(uses, use => use is { FromType: "CodeLock", ToType: "BoxLock" });
        Assert.Contains(uses, use => use is { FromType: "CheckoutAdvice", ToType: "GitRepository" });
        Assert.Contains(uses, use => use is { FromType: "CodeLock.cs", ToType: "Lockstep.Locks" });
    }

    /// <param name="Order">From low to high; "" is the project's own folder.</param>
    /// <param name="Allowed">Uses upward that there still are, "from > to".</param>
    private sealed record ProjectFolders(string Name, string[] Order, string[] Allowed)
    {
        public int PlaceOf(string folder) => Array.IndexOf(Order, folder);
    }
}
