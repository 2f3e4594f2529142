public enum HoneCorePlaceholder {}
