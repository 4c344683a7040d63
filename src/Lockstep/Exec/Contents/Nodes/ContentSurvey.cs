
namespace Lockstep.Exec.Contents.Nodes;

/// <summary>A first walk over a content: counts, finds dates, and marks what is to be left out.</summary>
internal sealed class ContentSurvey
{
    private const int MostNamed = 50;
    private const int Deepest = 4000;

    private readonly IgnoredKeys ignored;
    private readonly HashSet<ContentNode> seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> dates = [];
    private readonly List<string> leftOut = [];

    private ContentSurvey(IgnoredKeys ignored) => this.ignored = ignored;

    public int Tensors { get; private set; }

    public int Values { get; private set; }

    /// <summary>At most as many as a person reads; each with its path.</summary>
    public IReadOnlyList<string> Dates => dates;

    public IReadOnlyList<string> LeftOut => leftOut;

    /// <exception cref="ContentException">Things lie too deep in each other.</exception>
    public static ContentSurvey Of(ContentNode root, IgnoredKeys ignored, CancellationToken cancellation)
    {
        var survey = new ContentSurvey(ignored);
        survey.Walk(root, cancellation);
        return survey;
    }

    private void Walk(ContentNode root, CancellationToken cancellation)
    {
        var open = new Stack<(ContentNode Node, int Next, string Name)>();
        Enter(root, "", open);
        while (open.TryPop(out var at))
        {
            if (at.Next >= at.Node.All.Count)
            {
                continue;
            }

            if ((seen.Count & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var member = at.Node.All[at.Next];
            open.Push(at with { Next = at.Next + 1 });
            if (ignored.IsAny && member.Name.Length > 0 && PathOf(open, member.Name) is var path && ignored.Holds(path))
            {
                member.IsLeftOut = true;
                Add(leftOut, path);
            }
            else
            {
                Enter(member.Value, member.Name, open);
            }
        }
    }

    private void Enter(ContentNode node, string name, Stack<(ContentNode Node, int Next, string Name)> open)
    {
        if (!seen.Add(node))
        {
            return;
        }

        if (node.Kind == ContentKind.Value)
        {
            Values++;
            if (dates.Count < MostNamed && DateText.IsDate(node, name))
            {
                Add(dates, $"{PathOf(open, name)}: {PlainText.Quoted(node.Text)}");
            }
        }
        else if (node.Kind is ContentKind.Tensor or ContentKind.Storage)
        {
            Tensors++;
        }

        if (node.All.Count > 0)
        {
            if (open.Count >= Deepest)
            {
                throw new ContentException("has things too deep in each other");
            }

            open.Push((node, 0, name));
        }
    }

    private static void Add(List<string> to, string text)
    {
        if (to.Count < MostNamed)
        {
            to.Add(text);
        }
    }

    private static string PathOf(Stack<(ContentNode Node, int Next, string Name)> open, string last) =>
        ContentPath.Join(open.Reverse().Aggregate("", (path, frame) => ContentPath.Join(path, frame.Name)), last);
}
