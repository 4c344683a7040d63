namespace Lockstep.Exec.Processes.Opened;

/// <summary>An address that a command connected to, or tried to.</summary>
/// <param name="Address">As <c>192.0.2.1:443</c>, <c>[2001:db8::1]:443</c> or, of a socket on this machine, its path.</param>
/// <param name="Refused">Whether it was refused, since the command was to have no network.</param>
/// <param name="Local">Whether it stays on this machine.</param>
/// <param name="First">The process that did so first.</param>
internal sealed record ContactedAddress(string Address, bool Local, bool Refused, OpeningProcess First);
