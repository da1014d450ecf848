using System.Security.Cryptography;

namespace RealtimeHub.Topics;

/// <summary>Makes the names of the lives of logs.</summary>
internal static class Epochs
{
    /// <summary>Ten of 36 characters: 51 random bits, so that two lives of one topic practically never share a name.</summary>
    public static string New() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 10);
}
