"""Text: classifiers on bags of words and of letters, retrieval, language models, topics. All texts are made by our own generator."""
import collections
import functools

import numpy as np
from sklearn import decomposition, feature_extraction, linear_model, naive_bayes, neighbors, preprocessing, svm
from sklearn.pipeline import make_pipeline

import data
from corpora import words
from data import generator
from learners import objective, score
from program import Failed, Program, spread
from space import choice, flag, logreal, logwhole, real, whole

# As of news: topics that share words, spelling that varies, short and long messages.
NEWS = {"two_topics": (2, 50, .05), "six_topics": (6, 40, .12), "alike": (4, 50, .07), "short": (4, 9, .3), "misspelt": (4, 30, .17), "uneven": (5, 40, .1), "long": (3, 120, .035)}


@functools.lru_cache(maxsize=None)
def messages(task, n=360):
    topics, length, share = NEWS[task]
    r = generator("messages", task)
    w = np.array(words()[:1500])
    common = r.permutation(1500)
    own = [r.permutation(1500)[:120] for _ in range(topics)]
    y = r.choice(topics, n, p=(np.arange(1, topics + 1) ** 2 / (np.arange(1, topics + 1) ** 2).sum()) if task == "uneven" else None)
    out = []
    for k in range(n):
        m = max(3, r.poisson(length))
        ranks = np.minimum(r.zipf(1.3, m) - 1, 1499)
        picked = np.where(r.uniform(size=m) < share, own[y[k]][np.minimum(r.zipf(1.4, m) - 1, 119)], common[ranks])
        text = [str(w[j]) for j in picked]
        if task == "misspelt":
            text = [t if r.uniform() > .35 or len(t) < 4 else t[: (q := r.integers(1, len(t) - 1))] + t[q + 1] + t[q] + t[q + 2:] for t in text]
        text = [t.capitalize() if r.uniform() < .1 else t for t in text]
        out.append(" ".join(text) + "." if r.uniform() < .8 else " ".join(text) + "!")
    return out, y


facts = lambda t: dict(documents=360, classes=NEWS[t][0], words_a_document=NEWS[t][1])


def texting(name, family, summary, space, make, metric, count=5, trials=80):
    def run(c, task, seed):
        X, y = messages(task)
        X = np.array(X, dtype=object)
        pairs, test = data.folds(len(y), seed, 3, y.astype(np.int64).tobytes())
        v, e = [], []
        for a, b in pairs:
            m = make(dict(c), seed).fit(X[a], y[a])
            for rows, out in ((b, v), (test, e)):
                p = m.predict_proba(X[rows]) if metric == "log_loss" else None
                out.append(score(metric, y[rows], None if p is not None else m.predict(X[rows]), p))
        return float(np.mean(v)), {"test_" + metric: float(np.mean(e))}

    Program(name, family, summary, space, run, spread(name, NEWS, count), facts, trials=trials, **objective(metric))


text = feature_extraction.text
GRAMS = [choice("ngram_range", ["1-1", "1-2", "1-3", "2-2"], "1-1", "how many words make a term"), whole("min_df", 1, 12, 1, "documents a term must be in"), real("max_df", 0.1, 1.0, 1.0, "share of documents above which a term is dropped"), flag("sublinear_tf", False, "logarithm of counts"), flag("use_idf", True, "weigh rare terms more"), choice("norm", ["l1", "l2"], "l2", "length of a document's vector"), flag("lowercase", True, "ignore capitals")]
grams = lambda c: dict(c, ngram_range=tuple(map(int, c["ngram_range"].split("-"))))
pick = lambda c, names: {k: c[k] for k in names if k in c}
TF = "ngram_range min_df max_df sublinear_tf use_idf norm lowercase".split()
texting("text.Tfidf-LogisticRegression", "text_linear", "TF-IDF and logistic regression (scikit-learn pipeline)", [*GRAMS, logreal("C", 1e-3, 1e3, 1.0, "inverse of the regularisation")], lambda c, s: make_pipeline(text.TfidfVectorizer(**pick(grams(c), TF)), linear_model.LogisticRegression(C=c["C"], max_iter=60)), "log_loss")
texting("text.Tfidf-LinearSVC", "text_linear", "TF-IDF and a linear SVM (scikit-learn pipeline)", [*GRAMS[:5], logreal("C", 1e-3, 1e3, 1.0, "inverse of the regularisation"), choice("loss", ["hinge", "squared_hinge"], "squared_hinge", "how margin violations are charged")], lambda c, s: make_pipeline(text.TfidfVectorizer(**pick(grams(c), TF)), svm.LinearSVC(C=c["C"], loss=c["loss"], max_iter=300, random_state=s)), "accuracy")
texting("text.Count-MultinomialNB", "text_bayes", "counts of words and naive Bayes (scikit-learn pipeline)", [GRAMS[0], GRAMS[1], GRAMS[2], flag("binary", False, "presence instead of counts"), logreal("alpha", 1e-4, 30, 1.0, "count added to every word"), flag("fit_prior", True, "learn how frequent classes are"), choice("variant", ["multinomial", "complement", "bernoulli"], "multinomial", "kind of naive Bayes")],
        lambda c, s: make_pipeline(text.CountVectorizer(**pick(grams(c), ["ngram_range", "min_df", "max_df", "binary"])), dict(multinomial=naive_bayes.MultinomialNB, complement=naive_bayes.ComplementNB, bernoulli=naive_bayes.BernoulliNB)[c["variant"]](alpha=c["alpha"], fit_prior=c["fit_prior"])), "accuracy")
texting("text.Hashing-SGDClassifier", "text_linear", "hashed words and a linear classifier (scikit-learn pipeline)", [whole("n_features_log2", 4, 16, 14, "logarithm of the number of features"), choice("ngram_range", ["1-1", "1-2", "1-3"], "1-1", "how many words make a term"), flag("alternate_sign", True, "let collisions cancel"), choice("norm", ["l1", "l2"], "l2", "length of a document's vector"), logreal("alpha", 1e-7, 1e-1, 1e-4, "strength of the penalty"), choice("loss", ["hinge", "log_loss", "modified_huber"], "hinge", "what a wrong prediction costs"), logwhole("max_iter", 2, 60, 30, "passes over the data")],
        lambda c, s: make_pipeline(text.HashingVectorizer(n_features=2 ** c["n_features_log2"], ngram_range=grams(c)["ngram_range"], alternate_sign=c["alternate_sign"], norm=c["norm"]), linear_model.SGDClassifier(alpha=c["alpha"], loss=c["loss"], max_iter=c["max_iter"], tol=None, random_state=s)), "f1_macro")
texting("text.Chars-LinearSVC", "text_linear", "groups of letters and a linear SVM (scikit-learn pipeline)", [choice("analyzer", ["char", "char_wb"], "char_wb", "across words or within"), whole("n_min", 1, 4, 2, "shortest group"), whole("n_more", 0, 3, 1, "how much longer the longest is"), whole("min_df", 1, 12, 1, "documents a group must be in"), flag("sublinear_tf", False, "logarithm of counts"), logreal("C", 1e-3, 100, 1.0, "inverse of the regularisation")],
        lambda c, s: make_pipeline(text.TfidfVectorizer(analyzer=c["analyzer"], ngram_range=(c["n_min"], c["n_min"] + c["n_more"]), min_df=c["min_df"], sublinear_tf=c["sublinear_tf"], max_features=20000), svm.LinearSVC(C=c["C"], max_iter=200, random_state=s)), "f1_macro", trials=60)
texting("text.LSA-KNN", "text_neighbours", "latent semantic analysis and nearest neighbours (scikit-learn pipeline)", [logwhole("n_components", 2, 120, 50, "dimensions kept"), whole("n_iter", 0, 6, 5, "power iterations"), GRAMS[3], GRAMS[1], logwhole("n_neighbors", 1, 40, 5, "neighbours that vote"), choice("weights", ["uniform", "distance"], "uniform", "equal votes, or by inverse distance"), flag("normalise", True, "bring documents to length 1")],
        lambda c, s: make_pipeline(text.TfidfVectorizer(min_df=c["min_df"], sublinear_tf=c["sublinear_tf"]), decomposition.TruncatedSVD(c["n_components"], n_iter=c["n_iter"], random_state=s), *([preprocessing.Normalizer()] if c["normalise"] else []), neighbors.KNeighborsClassifier(c["n_neighbors"], weights=c["weights"])), "accuracy")


class Centroids:
    """Rocchio's classifier with terms of our own weighting."""

    def __init__(self, c):
        self.c = c

    def fit(self, X, y):
        c = self.c
        self.v = text.CountVectorizer(min_df=c["min_df"])
        A = self.weigh(self.v.fit_transform(X).toarray().astype(float), True)
        classes = range(y.max() + 1)
        self.M = np.stack([A[y == k].mean(0) - c["negative"] * A[y != k].mean(0) for k in classes])
        if c["positive_only"]:
            self.M = np.maximum(self.M, 0)
        return self

    def weigh(self, A, fit=False):
        c = self.c
        if fit:
            self.idf = np.log((1 + len(A)) / (1 + (A > 0).sum(0))) ** c["idf_power"]
            self.length = A.sum(1).mean()
        n = A.sum(1, keepdims=True)
        A = A * (c["k1"] + 1) / (A + c["k1"] * (1 - c["b"] + c["b"] * n / self.length)) * self.idf
        return A / (np.linalg.norm(A, axis=1, keepdims=True) + 1e-9)

    def predict(self, X):
        A = self.weigh(self.v.transform(X).toarray().astype(float))
        return np.argmax(A @ (self.M / (np.linalg.norm(self.M, axis=1, keepdims=True) + 1e-9)).T, axis=1)


texting("text.Rocchio-BM25", "text_centroid", "centroids of BM25-weighted words, our own", [logreal("k1", 0.05, 20, 1.2, "how slowly counts saturate"), real("b", 0, 1, 0.75, "how much a document's length matters"), real("idf_power", 0, 3, 1.0, "weight of rare words"), real("negative", 0, 1, 0.0, "share of the other classes taken away"), flag("positive_only", True, "allow no negative weights"), whole("min_df", 1, 12, 1, "documents a word must be in")], lambda c, s: Centroids(c), "accuracy")

# Retrieval.


@functools.lru_cache(maxsize=None)
def library(task):
    r = generator("library", task)
    n, length, noise = dict(abstracts=(400, 60, .5), tweets=(500, 10, .4), reports=(200, 300, .7), mixed=(400, None, .6))[task]
    topic = r.dirichlet(np.full(1500, .02), 50)
    base = 1 / np.arange(1, 1501) ** 1.05
    base /= base.sum()
    docs, about = [], r.integers(0, 50, n)
    for k in range(n):
        m = int(r.choice([8, 40, 250])) if length is None else max(3, r.poisson(length))
        docs.append(r.multinomial(m, (1 - noise) * topic[about[k]] + noise * base))
    queries = [(t, r.multinomial(4, .8 * topic[t] + .2 * base)) for t in r.integers(0, 50, 60)]
    return np.array(docs), about, queries


def retrieval(c, task, seed):
    docs, about, queries = library(task)
    n, df = len(docs), (docs > 0).sum(0)
    length = docs.sum(1, keepdims=True)
    kind = c["scoring"]
    if kind == "bm25":
        idf = np.log(1 + (n - df + .5) / (df + .5))
        W = idf * (docs * (c["k1"] + 1) / (docs + c["k1"] * (1 - c["b"] + c["b"] * length / length.mean()) + 1e-9) + c["delta"] * (docs > 0))
    elif kind == "tfidf":
        W = np.log1p(docs) * np.log((n + 1) / (df + 1)) ** 2 / (length ** c["length_power"])
    else:
        p = docs.sum(0) / docs.sum()
        if kind == "dirichlet":
            W = np.log((docs + c["mu"] * p + 1e-9) / (length + c["mu"])) - np.log(c["mu"] * p / (length + c["mu"]) + 1e-9)
            W = W + np.log(c["mu"] / (length + c["mu"])) * .25
        else:
            W = np.log(1 + (1 - c["lam"]) * docs / length / (c["lam"] * p + 1e-9))
    out = []
    for t, q in queries:
        w = np.minimum(q, 1 + c["repeat_weight"] * (q - 1)).astype(float)
        s = W @ w
        if c["feedback_docs"] > 0:
            top = np.argsort(-s)[: c["feedback_docs"]]
            f = docs[top].sum(0) * np.log((n + 1) / (df + 1))
            f[np.argsort(-f)[c["feedback_terms"]:]] = 0
            s = W @ (w + c["feedback_weight"] * f / (f.sum() + 1e-9) * w.sum())
        order = np.argsort(-s)[:10]
        good = about[order] == t
        total = min(10, (about == t).sum())
        if total:
            out.append((good / np.log2(np.arange(2, 12))).sum() / (1 / np.log2(np.arange(2, 2 + total))).sum())
    keep = out if seed == 0 else [out[k] for k in generator("queries", seed).integers(0, len(out), len(out))]
    return float(np.mean(keep)), {}


Program("retrieval", "retrieval", "ranking documents for short queries, with feedback from the first ones, our own; objective: NDCG of the first ten", [choice("scoring", ["bm25", "tfidf", "dirichlet", "jelinek"], "bm25", "how a document is scored"), logreal("k1", 0.05, 20, 1.2, "how slowly counts saturate", {"scoring": "bm25"}), real("b", 0, 1, 0.75, "how much a document's length matters", {"scoring": "bm25"}), real("delta", 0, 2, 0.0, "least worth of a word that is there", {"scoring": "bm25"}), real("length_power", 0, 1, 0.5, "power of the length that scores are divided by", {"scoring": "tfidf"}), logreal("mu", 1, 5000, 300.0, "words that the prior is worth", {"scoring": "dirichlet"}), real("lam", 0.02, 0.98, 0.5, "share of the whole collection", {"scoring": "jelinek"}), real("repeat_weight", 0, 1, 1.0, "weight of a query's repeated words"), whole("feedback_docs", 0, 15, 0, "first documents that widen the query"), logwhole("feedback_terms", 1, 60, 10, "words they add"), real("feedback_weight", 0, 2, 0.5, "weight of those words")],
        retrieval, ["abstracts", "tweets", "reports", "mixed"], lambda t: dict(documents=len(library(t)[0]), words=1500, queries=60), maximize="ndcg@10", learns=False, trials=110)

# Language models by counting.


@functools.lru_cache(maxsize=None)
def stream(task):
    r = generator("stream", task)
    n, v = dict(letters=(9000, 30), notes=(6000, 24), codes=(6000, 60), mixture=(9000, 40))[task]
    order = dict(letters=2, notes=3, codes=1, mixture=2)[task]
    table = {}
    x = [0] * order
    for k in range(n):
        h = tuple(x[-order:]) if not (task == "mixture" and k // 400 % 2) else tuple(x[-1:])
        if h not in table:
            table[h] = np.cumsum(r.dirichlet(np.full(v, .06)))
        x.append(min(int(np.searchsorted(table[h], r.random())), v - 1))
    return x, v


def ngrams(c, task, seed):
    x, v = stream(task)
    shift = 0 if seed == 0 else int(generator("stream cut", seed).integers(0, len(x) // 5))
    cut = int(len(x) * .75) - shift
    train, test = x[:cut], x[cut:cut + len(x) // 5]
    N = c["order"]
    counts, totals, kinds = [collections.Counter() for _ in range(N)], [collections.Counter() for _ in range(N)], [collections.Counter() for _ in range(N)]

    def see(seq, k, w=1):
        for n in range(N):
            if k >= n:
                h = tuple(seq[k - n:k])
                if counts[n][h, seq[k]] == 0:
                    kinds[n][h] += 1
                counts[n][h, seq[k]] += w
                totals[n][h] += w
    for k in range(len(train)):
        see(train, k)
    bits, seq = 0.0, list(train)
    cache = collections.deque(maxlen=c["cache"])
    for s in test:
        p = 1.0 / v
        for n in range(N):
            h = tuple(seq[len(seq) - n:]) if n else ()
            t = totals[n].get(h, 0)
            if t < max(c["min_count"], 1):
                if t == 0:
                    break
                continue
            k = counts[n].get((h, s), 0)
            if c["smoothing"] == "discount":
                d = c["discount"]
                p = max(k - d, 0) / t + d * kinds[n][h] / t * p
            elif c["smoothing"] == "witten_bell":
                m = c["strength"] * kinds[n][h]
                p = (k + m * p) / (t + m)
            else:
                p = (k + c["strength"] * p) / (t + c["strength"])
        if c["cache_weight"] > 0 and cache:
            p = (1 - c["cache_weight"]) * p + c["cache_weight"] * (sum(1 for z in cache if z == s) + .1) / (len(cache) + .1 * v)
        bits -= np.log2(p + 1e-12)
        seq.append(s)
        cache.append(s)
        if c["adapt"]:
            see(seq, len(seq) - 1)
    return bits / len(test)


Program("ngram-model", "ngram", "language model that counts, our own; objective: bits a symbol of unseen text", [whole("order", 1, 6, 3, "symbols looked at, the next included"), choice("smoothing", ["discount", "witten_bell", "dirichlet"], "discount", "how counts are shared with the unseen"), real("discount", 0.05, 0.99, 0.75, "taken from every count", {"smoothing": "discount"}), logreal("strength", 0.05, 100, 1.0, "weight of the shorter context", {"smoothing": ["witten_bell", "dirichlet"]}), whole("min_count", 1, 6, 1, "times a context must have been seen"), real("cache_weight", 0, 0.5, 0.0, "share of what came lately"), logwhole("cache", 4, 400, 50, "symbols that count as lately"), flag("adapt", False, "go on counting in the new text")], ngrams, ["letters", "notes", "codes", "mixture"], lambda t: dict(symbols=len(stream(t)[0]), alphabet=stream(t)[1]), minimize="bits_a_symbol", trials=90)

try:
    import gensim.models

    def embed(c, task, seed):
        texts, y = messages(task)
        tokens = [t.lower().strip(".!").split() for t in texts]
        kind = c.pop("architecture")
        m = gensim.models.Word2Vec(tokens, workers=1, seed=seed + 1, sg=int(kind == "skip_gram"), **c)
        V = np.array([np.mean([m.wv[w] for w in t if w in m.wv] or [np.zeros(c["vector_size"])], axis=0) for t in tokens])
        V /= np.linalg.norm(V, axis=1, keepdims=True) + 1e-9
        a, b, e = np.split(generator("embed rows", 0).permutation(len(y)), [180, 270])
        model = linear_model.LogisticRegression(C=10, max_iter=100).fit(V[a], y[a])
        return float(model.score(V[b], y[b])), dict(test_accuracy=float(model.score(V[e], y[e])))

    Program("gensim.Word2Vec", "word2vec", "word vectors (gensim), averaged and classified; objective: accuracy", [logwhole("vector_size", 4, 100, 50, "numbers a word becomes"), logwhole("window", 1, 20, 5, "words around that count"), whole("min_count", 1, 8, 2, "times a word must occur"), choice("architecture", ["cbow", "skip_gram"], "cbow", "predict the word or its neighbours"), whole("negative", 1, 20, 5, "words drawn as wrong answers"), real("ns_exponent", -0.5, 1.0, 0.75, "how much likelier frequent words are drawn"), logreal("alpha", 1e-3, 0.3, 0.025, "step size"), logreal("sample", 1e-6, 1e-1, 1e-3, "threshold above which frequent words are skipped"), logwhole("epochs", 1, 12, 5, "passes over the texts")], embed, list(NEWS)[:6], facts, maximize="val_accuracy", trials=70)

    def topics(c, task, seed):
        import gensim.corpora
        texts, y = messages(task)
        tokens = [t.lower().strip(".!").split() for t in texts]
        d = gensim.corpora.Dictionary(tokens)
        d.filter_extremes(no_below=c.pop("no_below"), no_above=c.pop("no_above"))
        bags = [d.doc2bow(t) for t in tokens]
        if len(d) < 10:
            raise Failed("no words left")
        alpha = c.pop("alpha")
        m = gensim.models.LdaModel(bags, id2word=d, random_state=seed, alpha=[alpha] * c["num_topics"], eval_every=None, **c)
        T = gensim.matutils.corpus2dense(m.get_document_topics(bags, minimum_probability=0), c["num_topics"]).T
        from sklearn.metrics import normalized_mutual_info_score
        return float(normalized_mutual_info_score(y, T.argmax(1)))

    Program("gensim.LdaModel", "topics", "topics of texts (gensim LdaModel); objective: agreement with the true topics", [logwhole("num_topics", 2, 30, 10, "number of topics"), logreal("alpha", 0.005, 5, 0.1, "small values give a text few topics"), logreal("eta", 0.005, 5, 0.1, "small values give a topic few words"), whole("passes", 1, 6, 1, "passes over the texts"), logwhole("iterations", 5, 100, 50, "iterations a text"), real("decay", 0.5, 1.0, 0.5, "how fast older texts are forgotten"), logreal("offset", 0.1, 100, 1.0, "downweights the first steps"), logwhole("chunksize", 20, 400, 100, "texts of a step"), whole("no_below", 1, 15, 2, "texts a word must be in"), real("no_above", 0.05, 1.0, 0.5, "share of texts above which a word is dropped")], topics, list(NEWS)[:6], facts, maximize="nmi", trials=60)
except ImportError:
    pass
