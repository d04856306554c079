"""Fits what the online half ships as data: the reranker and the choice of answering sentences."""
