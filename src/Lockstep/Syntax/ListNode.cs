using Lockstep.Text;


namespace Lockstep.Syntax;

internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place)
{
    public override string Found => Items.Count switch
    {
        0 => "an empty list",
        1 => "a list of one value",
        var count => $"a list of {Counted.Of(count, "value")}",
    };
}
