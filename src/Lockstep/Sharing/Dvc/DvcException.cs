namespace Lockstep.Sharing.Dvc;

/// <summary>A listing or a <c>.dvc</c> file of DVC's that can't be understood.</summary>
internal sealed class DvcException(string where, string reason) : LockstepException($"{where}: not usable as DVC's record of a folder: {reason}.");
